using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Verifier.AccessTokens;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>The headers by which an allowed request's upstream learns who is there. Every one is always sent, so that a client's own of the same name is overwritten.</summary>
internal static class IdentityHeaders
{
    /// <summary>The header with the token's claims, sent where they are asked for alone.</summary>
    public const string Claims = "X-Auth-Claims";

    /// <summary>How long <c>X-Auth-Claims</c> may be, in characters.</summary>
    public const int MaxClaims = 4096;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Where(c => c != '%').Select(c => (byte)c)]);

    /// <summary>The claims as they go into a header: the payload in base64url, without padding.</summary>
    public static string ClaimsOf(AccessToken token) => Base64Url.EncodeToString(token.Claims.Span);

    public static void Write(IHeaderDictionary headers, AccessToken token)
    {
        headers["X-Auth-Tenant"] = Encode(token.Tenant);
        headers["X-Auth-Subject"] = Encode(token.Subject);
        headers["X-Auth-Client"] = Encode(token.ClientId);
        headers["X-Auth-Scopes"] = string.Join(' ', token.Scopes.Select(Encode));
        headers["X-Auth-Issuer"] = Encode(token.Issuer);
    }

    /// <summary>Visible ASCII as it is, save the percent sign; every other octet of the text's UTF-8 percent-encoded (RFC 3986 section 2.1), so that it can be decoded and no line can be begun.</summary>
    public static string Encode(string? text)
    {
        if (text is null)
        {
            return "";
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (!utf8.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        StringBuilder encoded = new(utf8.Length * 3);
        foreach (byte octet in utf8)
        {
            if (Plain.Contains(octet))
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append('%').Append(octet.ToString("X2", null));
            }
        }

        return encoded.ToString();
    }
}
