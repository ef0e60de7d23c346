using System.Security.Cryptography;
using System.Text;

namespace Verifier.Testing;

/// <summary>DPoP proofs (RFC 9449 section 4.2): good ones, with whatever the caller changes.</summary>
public static class DPoPProof
{
    /// <summary>Makes a proof for one request.</summary>
    /// <param name="key">The client's key; its public half goes into the header.</param>
    /// <param name="method">The request's method, which becomes <c>htm</c> as it is.</param>
    /// <param name="url">The request's absolute URL; without query and fragment it becomes <c>htu</c>, otherwise as it is.</param>
    /// <param name="accessToken">The access token sent along, whose hash becomes <c>ath</c>; null at a token endpoint.</param>
    /// <param name="nonce">The server's last <c>DPoP-Nonce</c>, or null if it sent none.</param>
    /// <param name="time">The clock for <c>iat</c>, or null for the system's.</param>
    /// <param name="change">Changes the proof before it is signed, for example <c>p => p.Claims["jti"] = "again"</c>.</param>
    /// <returns>The value of the <c>DPoP</c> header.</returns>
    public static string Create(
        TestKey key,
        string method,
        string url,
        string? accessToken = null,
        string? nonce = null,
        TimeProvider? time = null,
        Action<JwtSpec>? change = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(url);
        JwtSpec spec = new(key);
        spec.Header["typ"] = "dpop+jwt";
        spec.Header["jwk"] = key.PublicJwk;
        spec.Claims["jti"] = Jws.Encode(RandomNumberGenerator.GetBytes(16));
        spec.Claims["htm"] = method;
        spec.Claims["htu"] = url.IndexOfAny(['?', '#']) is >= 0 and int end ? url[..end] : url;
        spec.Claims["iat"] = (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();
        if (accessToken is not null)
        {
            spec.Claims["ath"] = HashOf(accessToken);
        }

        if (nonce is not null)
        {
            spec.Claims["nonce"] = nonce;
        }

        change?.Invoke(spec);
        return spec.ToCompact();
    }

    /// <summary>The hash of an access token that <c>ath</c> holds: SHA-256 over its ASCII text, base64url (RFC 9449 section 4.2).</summary>
    /// <param name="accessToken">The token.</param>
    public static string HashOf(string accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        return Jws.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
    }
}
