using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Verifier.Testing;

/// <summary>Who asks for a token: <c>client_secret_basic</c> or <c>client_secret_post</c> (RFC 6749 section 2.3.1).</summary>
internal sealed class ClientAuthentication(IReadOnlyList<TestClient> clients)
{
    public TokenRefusal? Authenticate(HttpRequest request, IFormCollection form, out TestClient? client)
    {
        client = null;
        string? id = form["client_id"];
        string? secret = form["client_secret"];
        if (request.Headers.Authorization.Count > 0)
        {
            if (!string.IsNullOrEmpty(secret))
            {
                return TokenRefusal.InvalidRequest("The client is authenticated twice.");
            }

            if (!TryReadBasic(request.Headers.Authorization, out string basicId, out secret))
            {
                return TokenRefusal.InvalidClient("The Authorization header is no Basic one.");
            }

            if (!string.IsNullOrEmpty(id) && id != basicId)
            {
                return TokenRefusal.InvalidRequest("Two clients are named.");
            }

            id = basicId;
        }

        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret))
        {
            return TokenRefusal.InvalidClient("The client is not authenticated.");
        }

        client = clients.FirstOrDefault(known => known.Id == id && Same(known.Secret, secret));
        return client is null ? TokenRefusal.InvalidClient("The client is unknown, or its secret is another one.") : null;
    }

    private static bool TryReadBasic(string? header, out string id, out string secret)
    {
        id = secret = "";
        const string scheme = "Basic ";
        if (header is null || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[scheme.Length..].Trim(), bytes, out int length))
        {
            return false;
        }

        string pair = Encoding.UTF8.GetString(bytes[..length]);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        // Both halves are form-encoded before they are joined (section 2.3.1 and appendix B).
        id = WebUtility.UrlDecode(pair[..colon]);
        secret = WebUtility.UrlDecode(pair[(colon + 1)..]);
        return true;
    }

    private static bool Same(string expected, string given)
        => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));
}
