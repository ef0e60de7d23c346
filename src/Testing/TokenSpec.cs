using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>An access token about to be signed, filled with what a good one of RFC 9068 holds; see <see cref="TestIssuer.Token"/>.</summary>
public sealed class TokenSpec : JwtSpec
{
    internal TokenSpec(TestKey key, string issuer, DateTimeOffset now)
        : base(key)
    {
        Header["typ"] = "at+jwt";
        Header["kid"] = key.Kid;
        long issuedAt = now.ToUnixTimeSeconds();
        Claims["iss"] = issuer;
        Claims["iat"] = issuedAt;
        Claims["exp"] = issuedAt + 300;
        Claims["jti"] = Guid.NewGuid().ToString("N");
    }

    /// <summary>Sets <c>exp</c> to <c>iat</c> and this; a negative one makes a token that has expired before it was issued.</summary>
    /// <param name="lifetime">Cut to whole seconds.</param>
    /// <returns>This specification.</returns>
    public TokenSpec ValidFor(TimeSpan lifetime)
    {
        Claims["exp"] = Claims["iat"]!.GetValue<long>() + (long)lifetime.TotalSeconds;
        return this;
    }

    /// <summary>Binds the token to a DPoP key: <c>cnf.jkt</c> is its thumbprint (RFC 9449 section 6.1).</summary>
    /// <param name="proofKey">The key that the client's proofs are signed with.</param>
    /// <returns>This specification.</returns>
    public TokenSpec BoundTo(TestKey proofKey)
    {
        ArgumentNullException.ThrowIfNull(proofKey);
        return BoundTo(proofKey.Thumbprint);
    }

    /// <summary>Binds the token to the key with this thumbprint, keeping other members of <c>cnf</c>.</summary>
    /// <param name="thumbprint">Goes into <c>cnf.jkt</c> as it is.</param>
    /// <returns>This specification.</returns>
    public TokenSpec BoundTo(string thumbprint)
    {
        if (Claims["cnf"] is not JsonObject confirmation)
        {
            Claims["cnf"] = confirmation = [];
        }

        confirmation["jkt"] = thumbprint;
        return this;
    }

    /// <summary>Signs with this key and names it: <c>alg</c> and <c>kid</c> follow.</summary>
    /// <param name="key">Any key, published by the issuer or not.</param>
    /// <returns>This specification.</returns>
    public TokenSpec SignedBy(TestKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        SigningKey = key;
        Header["alg"] = key.Algorithm;
        Header["kid"] = key.Kid;
        return this;
    }
}
