namespace Verifier.Jose;

/// <summary>
/// JSON as Verifier takes it: RFC 8259 in valid UTF-8 without a byte order mark, a single object, no member name twice in one object however it is escaped
/// (RFC 7515 section 4), no lone surrogate, bounded depth. Read in place, without exceptions, in time linear to its length.
/// </summary>
internal static class StrictJson
{
    /// <summary>How deep objects and arrays may be nested; the outermost object counts as one.</summary>
    public const int MaxDepth = 16;

    /// <summary>Whether this is one strict JSON object and nothing else.</summary>
    public static bool IsStrictObject(ReadOnlySpan<byte> utf8, int maxDepth = MaxDepth)
    {
        JsonMembers members = new(utf8, maxDepth);
        return members.ReadToEnd();
    }
}
