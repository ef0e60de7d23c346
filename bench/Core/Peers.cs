using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Verifier.Testing;

namespace Verifier.Bench.Core;

/// <summary>What .NET APIs use today, as AddJwtBearer sets it up, and the bare signature check under all of it.</summary>
internal static class Peers
{
    public static TokenValidationParameters Parameters(TestIssuer issuer) => new()
    {
        ValidIssuer = issuer.Issuer,
        ValidAudience = Workbench.Audience,
        IssuerSigningKeys = new JsonWebKeySet(issuer.Jwks().ToJsonString()).GetSigningKeys(),
    };

    public static TokenValidationResult Validate(JsonWebTokenHandler handler, string token, TokenValidationParameters parameters)
    {
        Task<TokenValidationResult> validated = handler.ValidateTokenAsync(token, parameters);
        TokenValidationResult result = validated.IsCompletedSuccessfully ? validated.Result : validated.GetAwaiter().GetResult();
        return result.IsValid ? result : throw new InvalidOperationException("The peer refuses what it should take.", result.Exception);
    }

    /// <summary>The public half, imported.</summary>
    public static AsymmetricAlgorithm Key(TestKey key)
    {
        JsonObject jwk = key.PublicJwk;
        byte[] Bytes(string name) => System.Buffers.Text.Base64Url.DecodeFromChars((string)jwk[name]!);
        return (string)jwk["kty"]! == "RSA"
            ? RSA.Create(new RSAParameters { Modulus = Bytes("n"), Exponent = Bytes("e") })
            : ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes("x"), Y = Bytes("y") } });
    }

    public static void VerifyData(AsymmetricAlgorithm key, string algorithm, byte[] data, byte[] signature)
    {
        bool isGood = key is RSA rsa
            ? rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : ((ECDsa)key).VerifyData(data, signature, HashAlgorithmName.SHA256);
        if (!isGood)
        {
            throw new InvalidOperationException("A good signature is refused.");
        }
    }
}
