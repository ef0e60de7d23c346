using System.Text;
using Verifier.Tenants;

namespace Verifier;

/// <summary>Writes the <c>WWW-Authenticate</c> challenges of a refusal: RFC 6750 section 3, RFC 9449 section 7.1, RFC 9470 section 3, RFC 9728 section 5.1.</summary>
internal static class Challenges
{
    private const string DefaultRealm = "api";
    private const string DefaultAlgorithms = "ES256 ES384 PS256 RS256";

    /// <summary>One challenge per scheme that the tenant takes; the error rides on the scheme that was used, or on the first when none can be told.</summary>
    /// <param name="tenant">The tenant, or null when none could be told.</param>
    /// <param name="used">The scheme that the request used.</param>
    /// <param name="refusal">What is refused.</param>
    /// <param name="demand">What the endpoint demands.</param>
    public static IReadOnlyList<string> Write(TenantPolicy? tenant, AuthorizationScheme used, Refusal refusal, AccessDemand demand)
    {
        DPoPMode mode = tenant?.DPoP.Mode ?? DPoPMode.Allowed;
        string? error = ErrorParameters(refusal, demand);

        // Older clients overlook a nonce challenge that stands beside another.
        if (refusal.AsksForNonce)
        {
            return [DPoP(tenant, error)];
        }

        bool onBearer = used == AuthorizationScheme.Bearer || (used == AuthorizationScheme.None && mode != DPoPMode.Required);
        return mode switch
        {
            DPoPMode.Disabled => [Bearer(tenant, error)],
            DPoPMode.Required => [DPoP(tenant, error)],
            _ => [Bearer(tenant, onBearer ? error : null), DPoP(tenant, onBearer ? null : error)],
        };
    }

    private static string Bearer(TenantPolicy? tenant, string? error)
        => $"Bearer {error}realm=\"{tenant?.Realm ?? DefaultRealm}\"{Metadata(tenant)}";

    private static string DPoP(TenantPolicy? tenant, string? error)
        => $"DPoP {error}algs=\"{tenant?.DPoP.Algorithms.ToString() ?? DefaultAlgorithms}\"{Metadata(tenant)}";

    private static string? Metadata(TenantPolicy? tenant)
        => tenant?.Resource is { } resource ? $", resource_metadata=\"{resource.MetadataUrl}\"" : null;

    private static IEnumerable<string> Scopes(AccessDemand demand) => demand.Scopes.Union(demand.AnyScopes.Select(group => group[0]), StringComparer.Ordinal);

    // Everything quoted here keeps to an alphabet without quotes and backslashes: fixed texts, and demands that AccessDemand has checked.
    private static string? ErrorParameters(Refusal refusal, AccessDemand demand)
    {
        if (refusal.Error is null)
        {
            return null;
        }

        StringBuilder text = new StringBuilder().Append(null, $"error=\"{refusal.Error}\", error_description=\"{refusal.Description}\", ");
        _ = refusal.Code switch
        {
            "scope_missing" => text.Append(null, $"scope=\"{string.Join(' ', Scopes(demand))}\", "),
            "acr_insufficient" => text.Append(null, $"acr_values=\"{string.Join(' ', demand.AcrValues)}\", "),
            "auth_too_old" => text.Append(null, $"max_age=\"{demand.MaxAgeSeconds}\", "),
            _ => text,
        };
        return text.ToString();
    }
}
