using Verifier.Tenants;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>A tenant of which only the issuers' keys matter; they are refreshed every 600 s and serve for 3600 s.</summary>
internal static class TestTenant
{
    public const int MaxStaleSeconds = 3600;

    public static TenantPolicy Of(string name, params IEnumerable<IssuerPolicy> issuers)
    {
        var settings = new TenantSettings
        {
            Issuers = [.. issuers.Select(issuer => new IssuerSettings(issuer.Issuer, issuer.IsInternal))],
            Audiences = ["https://api.example"],
            Keys = new KeySettings { RefreshSeconds = 600, MaxStaleSeconds = MaxStaleSeconds },
        };
        Assert.True(TenantPolicy.TryCreate(name, settings, new FetchRules(AllowHttpLoopback: true), out TenantPolicy? tenant, out IReadOnlyList<string> faults), string.Join(' ', faults));
        return tenant;
    }
}
