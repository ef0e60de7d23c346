using Verifier.Jose;

namespace Verifier.AccessTokens;

/// <summary>Who acts for whom: the <c>act</c> claim (RFC 8693 section 4.1). Only the outermost actor counts for decisions; the rest is history.</summary>
internal static class Delegation
{
    /// <summary>Reads the chain, newest first; its length is bounded by the payload's depth. An actor without <c>sub</c> is somebody that we cannot name.</summary>
    public static bool TryRead(JsonValue value, out IReadOnlyList<string> actors, out string? actor)
    {
        actors = [];
        actor = null;
        if (!value.Exists)
        {
            return true;
        }

        List<string> chain = [];
        actors = chain;
        for (bool outermost = true; value.Exists; outermost = false)
        {
            JsonValue subject = default;
            JsonValue next = default;
            JsonMembers members = value.GetMembers();
            while (members.MoveNext())
            {
                if (members.NameEquals("sub"u8))
                {
                    subject = members.Value;
                }
                else if (members.NameEquals("act"u8))
                {
                    next = members.Value;
                }
            }

            if (!members.IsValid || (subject.Exists && !subject.IsString))
            {
                return false;
            }

            if (subject.TryGetString(out string? name))
            {
                chain.Add(name);
                actor = outermost ? name : actor;
            }

            value = next;
        }

        return true;
    }
}
