using System.Buffers;

namespace Verifier;

/// <summary>Reads <c>Authorization: scheme 1*SP token68</c> (RFC 9110 section 11.4), strictly.</summary>
internal static class AuthorizationHeader
{
    private static readonly SearchValues<char> Token68 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static Reason TryRead(HeaderField header, out AuthorizationScheme scheme, out ReadOnlyMemory<char> token)
    {
        scheme = AuthorizationScheme.None;
        token = default;
        if (header.Count == 0)
        {
            return Reason.CredentialsMissing;
        }

        if (header.Value is not { } value)
        {
            return Reason.AuthorizationMultiple;
        }

        int end = value.AsSpan().IndexOfAnyExcept(SchemeCharacters);
        if (end == 0 || (end > 0 && value[end] != ' ') || value.Length == 0)
        {
            return Reason.AuthorizationMalformed;
        }

        ReadOnlySpan<char> name = end < 0 ? value : value.AsSpan(0, end);
        scheme = name.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? AuthorizationScheme.Bearer
            : name.Equals("DPoP", StringComparison.OrdinalIgnoreCase) ? AuthorizationScheme.DPoP
            : AuthorizationScheme.None;
        if (scheme == AuthorizationScheme.None)
        {
            return Reason.AuthorizationSchemeUnknown;
        }

        token = value.AsMemory(name.Length).TrimStart(' ');
        return IsToken68(token.Span) ? Reason.None : Reason.AuthorizationMalformed;
    }

    private static bool IsToken68(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> body = text.TrimEnd('=');
        return !body.IsEmpty && !body.ContainsAnyExcept(Token68);
    }
}
