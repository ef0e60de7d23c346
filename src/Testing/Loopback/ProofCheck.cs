using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>The checks of a proof at the token endpoint (RFC 9449 sections 4.3 and 5), on their own, so that the verifier's are not checked by themselves.</summary>
internal sealed class ProofCheck(LoopbackIssuer issuer)
{
    private const int Lifetime = 300;
    private const int ClockSkew = 30;

    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);

    public TokenRefusal? Check(string proof, out string? thumbprint)
    {
        thumbprint = null;
        try
        {
            string[] parts = proof.Split('.');
            if (parts.Length != 3 || Parse(parts[0]) is not { } header || Parse(parts[1]) is not { } claims)
            {
                return TokenRefusal.InvalidProof("The proof is no JWT.");
            }

            string? fault = CheckHeader(header) ?? CheckClaims(claims);
            if (fault is not null)
            {
                return TokenRefusal.InvalidProof(fault);
            }

            var jwk = (JsonObject)header["jwk"]!;
            byte[] input = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            if (!Verifies(jwk, Text(header, "alg")!, input, Base64Url.DecodeFromChars(parts[2])))
            {
                return TokenRefusal.InvalidProof("The proof's signature is wrong.");
            }

            if (issuer.RequiredNonce is { } nonce && Text(claims, "nonce") != nonce)
            {
                return new TokenRefusal("use_dpop_nonce", "The proof needs the nonce of this answer.");
            }

            string key = TestKey.ThumbprintOf(jwk);
            if (!IsNew(key, Text(claims, "jti")!))
            {
                return TokenRefusal.InvalidProof("The proof was used before.");
            }

            thumbprint = key;
            return null;
        }
        catch (Exception broken) when (broken is FormatException or JsonException or ArgumentException or CryptographicException)
        {
            return TokenRefusal.InvalidProof("The proof or its key is malformed.");
        }
    }

    private static string? CheckHeader(JsonObject header)
    {
        if (Text(header, "typ") != "dpop+jwt")
        {
            return "The proof's typ is not dpop+jwt.";
        }

        if (!TestKey.Algorithms.Contains(Text(header, "alg")))
        {
            return "The proof's alg is not taken here.";
        }

        if (header["jwk"] is not JsonObject jwk)
        {
            return "The proof has no jwk.";
        }

        return PrivateMembers.Any(jwk.ContainsKey) ? "The proof's jwk is no public key." : null;
    }

    private string? CheckClaims(JsonObject claims)
    {
        if (Text(claims, "htm") != "POST")
        {
            return "The proof's htm is another method.";
        }

        if (!Uri.TryCreate(Text(claims, "htu"), UriKind.Absolute, out Uri? url)
            || url.GetLeftPart(UriPartial.Path) != new Uri(issuer.Issuer.TokenEndpoint).GetLeftPart(UriPartial.Path))
        {
            return "The proof's htu is another URL.";
        }

        if (string.IsNullOrWhiteSpace(Text(claims, "jti")))
        {
            return "The proof has no jti.";
        }

        long now = Now();
        return claims["iat"] is JsonValue value && value.TryGetValue(out long issuedAt) && issuedAt >= now - Lifetime && issuedAt <= now + ClockSkew
            ? null
            : "The proof's iat is missing, too old or in the future.";
    }

    private bool IsNew(string key, string jti)
    {
        long now = Now();
        foreach ((string old, long _) in _used.Where(use => use.Value < now))
        {
            _ = _used.TryRemove(old, out _);
        }

        // Kept for longer than any proof that passes now can pass.
        return _used.TryAdd($"{key} {jti}", now + Lifetime + ClockSkew);
    }

    private long Now() => issuer.Issuer.Time.GetUtcNow().ToUnixTimeSeconds();

    private static bool Verifies(JsonObject jwk, string algorithm, byte[] input, byte[] signature)
    {
        HashAlgorithmName hash = TestKey.HashOf(algorithm);
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            (ECCurve curve, string name) = algorithm switch
            {
                "ES256" => (ECCurve.NamedCurves.nistP256, "P-256"),
                "ES384" => (ECCurve.NamedCurves.nistP384, "P-384"),
                _ => (ECCurve.NamedCurves.nistP521, "P-521"),
            };
            if (Text(jwk, "kty") != "EC" || Text(jwk, "crv") != name)
            {
                return false;
            }

            using ECDsa ec = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } });
            return ec.VerifyData(input, signature, hash);
        }

        if (Text(jwk, "kty") != "RSA")
        {
            return false;
        }

        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
        return rsa.VerifyData(input, signature, hash, algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private static JsonObject? Parse(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part), documentOptions: Strict) as JsonObject;

    private static string? Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static byte[] Bytes(JsonObject jwk, string name) => Base64Url.DecodeFromChars(Text(jwk, name) ?? "");
}
