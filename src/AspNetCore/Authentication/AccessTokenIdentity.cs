using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Verifier.AccessTokens;

namespace Verifier.AspNetCore.Authentication;

/// <summary>A token as <c>User</c>: each claim under its own name, an array as one claim a member, as <c>AddJwtBearer</c> does without its mapping.</summary>
internal static class AccessTokenIdentity
{
    private const string NameClaim = "sub";
    private const string RoleClaim = "roles";

    private static readonly double MaxUnixSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    // A token comes a hundred times. What is handed out is a copy, because an application may change it.
    private static readonly ConditionalWeakTable<AccessToken, Original> Made = [];

    /// <summary>A ticket of its own for each request.</summary>
    public static AuthenticationTicket TicketOf(AccessToken token)
    {
        Original made = Made.GetValue(token, static token => new Original(IdentityOf(token), PropertiesOf(token)));
        return new AuthenticationTicket(new AccessTokenPrincipal(made.Identity), made.Properties.Clone(), VerifierScheme.Name);
    }

    private static ClaimsIdentity IdentityOf(AccessToken token)
    {
        ClaimsIdentity identity = new(VerifierScheme.Name, NameClaim, RoleClaim);
        using var payload = JsonDocument.Parse(token.Claims);
        foreach (JsonProperty claim in payload.RootElement.EnumerateObject())
        {
            Add(identity, claim.Name, claim.Value, token.Issuer);
        }

        return identity;
    }

    // By this, long-lived connections end with their token where the application wants it (CloseOnAuthenticationExpiration); a time beyond the calendar is none.
    private static AuthenticationProperties PropertiesOf(AccessToken token)
        => new() { ExpiresUtc = token.ExpiresAt < MaxUnixSeconds ? DateTimeOffset.FromUnixTimeSeconds((long)token.ExpiresAt) : null };

    private static void Add(ClaimsIdentity identity, string name, JsonElement value, string issuer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement member in value.EnumerateArray())
                {
                    identity.AddClaim(ClaimOf(name, member, issuer));
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                identity.AddClaim(ClaimOf(name, value, issuer));
                break;
        }
    }

    private static Claim ClaimOf(string name, JsonElement value, string issuer) => value.ValueKind switch
    {
        JsonValueKind.String => new Claim(name, value.GetString()!, ClaimValueTypes.String, issuer),
        JsonValueKind.True => new Claim(name, "true", ClaimValueTypes.Boolean, issuer),
        JsonValueKind.False => new Claim(name, "false", ClaimValueTypes.Boolean, issuer),
        JsonValueKind.Number => new Claim(name, value.GetRawText(), value.TryGetInt64(out _) ? ClaimValueTypes.Integer64 : ClaimValueTypes.Double, issuer),
        _ => new Claim(name, value.GetRawText(), "JSON", issuer),
    };

    private sealed record Original(ClaimsIdentity Identity, AuthenticationProperties Properties);
}
