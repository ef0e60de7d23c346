namespace Verifier.Keys;

/// <summary>Makes text fit for logs and pages: an issuer writes part of what faults say.</summary>
internal static class FaultWords
{
    private const int MaxLength = 500;

    /// <summary>The text in printable ASCII, at most 500 characters of it.</summary>
    public static string Printable(ReadOnlySpan<char> text, int maxLength = MaxLength)
    {
        bool whole = text.Length <= maxLength;
        Span<char> kept = stackalloc char[MaxLength + 3];
        int length = 0;
        foreach (char character in whole ? text : text[..maxLength])
        {
            kept[length++] = character is >= ' ' and <= '~' ? character : '?';
        }

        if (!whole)
        {
            "...".CopyTo(kept[length..]);
            length += 3;
        }

        return new string(kept[..length]);
    }
}
