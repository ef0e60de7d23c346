using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Testing.Tests;

/// <summary>Checks signatures with Microsoft.IdentityModel, which shares no code with the package under test.</summary>
internal static class IndependentJwt
{
    public static Task<TokenValidationResult> CheckAsync(string token, JsonObject keySet, string? issuer = null, string? audience = null)
        => CheckAsync(token, new JsonWebKeySet(keySet.ToJsonString()).GetSigningKeys(), byKid: true, issuer, audience);

    public static Task<TokenValidationResult> CheckWithKeyAsync(string token, JsonObject jwk)
        => CheckAsync(token, [new JsonWebKey(jwk.ToJsonString())], byKid: false, null, null);

    private static Task<TokenValidationResult> CheckAsync(string token, IEnumerable<SecurityKey> keys, bool byKid, string? issuer, string? audience)
        => new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            TryAllIssuerSigningKeys = !byKid,
            ValidateIssuer = issuer is not null,
            ValidIssuer = issuer,
            ValidateAudience = audience is not null,
            ValidAudience = audience,

            // The tests' clocks stand still in 2030; the handler has only the system's.
            ValidateLifetime = false,
        });
}
