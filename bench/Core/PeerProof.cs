using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Bench.Core;

/// <summary>The check of a DPoP proof as .NET libraries make it: a <see cref="JsonWebKey"/> from the header, the signature through <see cref="JsonWebTokenHandler"/>, then the claims.</summary>
internal static class PeerProof
{
    private static readonly CryptoProviderFactory Uncached = new() { CacheSignatureProviders = false };

    public static void Check(JsonWebTokenHandler handler, string proof, string accessToken, string thumbprint, bool cached)
    {
        JsonWebToken unread = handler.ReadJsonWebToken(proof);
        JsonWebKey key = new(unread.GetHeaderValue<System.Text.Json.JsonElement>("jwk").GetRawText());
        TokenValidationParameters parameters = new()
        {
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,
            IssuerSigningKey = key,
            ValidTypes = ["dpop+jwt"],
            CryptoProviderFactory = cached ? null : Uncached,
        };
        TokenValidationResult result = Peers.Validate(handler, proof, parameters);
        bool isGood = !key.HasPrivateKey
            && Base64Url.EncodeToString(key.ComputeJwkThumbprint()) == thumbprint
            && Is(result, "htm", Workbench.Method)
            && Is(result, "htu", Workbench.Url)
            && Is(result, "ath", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))))
            && result.Claims.ContainsKey("jti")
            && Math.Abs(Workbench.Now - Convert.ToInt64(result.Claims["iat"], System.Globalization.CultureInfo.InvariantCulture)) < 300;
        if (!isGood)
        {
            throw new InvalidOperationException("A good proof is refused.");
        }
    }

    private static bool Is(TokenValidationResult result, string name, string value) => result.Claims.TryGetValue(name, out object? claim) && (string)claim == value;
}
