namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>The path and query that a client asked a proxy for, in origin form (RFC 9112 section 3.2.1).</summary>
/// <remarks>
/// The proxy has chosen a policy by its own reading of the path, and the upstream will serve by another one. Where two readings are known to differ the request is refused: no client that means well sends dot
/// segments, backslashes or two slashes in front, because URL parsers take them away.
/// </remarks>
internal static class RequestTarget
{
    /// <summary>What is wrong with it; null when it is a path that everybody reads alike, and maybe a query.</summary>
    public static string? FaultOf(ReadOnlySpan<char> target)
    {
        int end = target.IndexOf('?');
        ReadOnlySpan<char> path = end < 0 ? target : target[..end];
        return !target.StartsWith("/") ? "its URI does not begin with a slash"
            : path.StartsWith("//") ? "its path begins with two slashes, which is another host's name to some readers"
            : target.ContainsAnyExceptInRange('!', '~') ? "its URI has a character that is not visible ASCII"
            : target.Contains('#') ? "its URI has a fragment"
            : path.Contains('\\') ? "its path has a backslash, which is a slash to some readers"
            : FaultOfSegments(path);
    }

    // "%2F" and "%5C" separate to those who decode first, and ";" ends a segment's name to those who know path parameters (RFC 3986 section 3.3).
    private static string? FaultOfSegments(ReadOnlySpan<char> path)
    {
        const int Named = -1;
        int dots = Named;
        while (!path.IsEmpty)
        {
            if (!TryTake(ref path, out char character))
            {
                return "its path has a malformed escape";
            }

            if (character == '\0')
            {
                return "its path has an escaped NUL, which is the end to some readers";
            }

            if (character is not ('/' or '\\' or ';'))
            {
                dots = character == '.' && dots != Named ? dots + 1 : Named;
            }
            else if (dots is 1 or 2)
            {
                break;
            }
            else
            {
                dots = character == ';' ? Named : 0;
            }
        }

        return dots is 1 or 2 ? "its path has a dot segment, which is another path to some readers" : null;
    }

    private static bool TryTake(ref ReadOnlySpan<char> path, out char character)
    {
        character = path[0];
        if (character != '%')
        {
            path = path[1..];
            return true;
        }

        if (path.Length < 3 || !char.IsAsciiHexDigit(path[1]) || !char.IsAsciiHexDigit(path[2]))
        {
            return false;
        }

        character = (char)Convert.FromHexString(path[1..3])[0];
        path = path[3..];
        return true;
    }
}
