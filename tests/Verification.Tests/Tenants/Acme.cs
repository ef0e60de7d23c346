using System.Text;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

/// <summary>The good tenant from which each test departs.</summary>
internal static class Acme
{
    public const string Name = "acme";

    /// <summary>The sample of the HTTP contract, its comments removed.</summary>
    public const string Sample = """
        { "issuers": ["https://acme.eu.auth0.com/", "https://login.acme.com/"],
          "audiences": ["https://api.acme.com"],
          "algorithms": ["RS256", "ES256"],
          "profile": "any",
          "clockSkewSeconds": 10,
          "dpop": { "mode": "allowed", "nonce": "off", "algorithms": ["ES256"], "proofLifetimeSeconds": 300, "clockSkewSeconds": 30 },
          "keys": { "refreshSeconds": 600, "maxStaleSeconds": 3600 }, "replay": { "budget": 1000000 },
          "resource": { "identifier": "https://api.acme.com", "scopes": ["read:orders"] },
          "acceptBoundTokensAsBearer": false,
          "publicOrigin": "https://api.acme.com", "realm": "api", "answers": "standard" }
        """;

    public static FetchRules Rules { get; } = new(AllowHttpLoopback: false);

    public static FetchRules Loopback { get; } = new(AllowHttpLoopback: true);

    /// <summary>The least that a tenant must say.</summary>
    public static TenantSettings Settings { get; } = new() { Issuers = [new IssuerSettings("https://login.acme.com/")], Audiences = ["https://api.acme.com"] };

    public static TenantPolicy Policy(TenantSettings settings, FetchRules? rules = null)
    {
        Assert.True(TenantPolicy.TryCreate(Name, settings, rules ?? Rules, out TenantPolicy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Empty(faults);
        return policy;
    }

    public static IReadOnlyList<string> Faults(TenantSettings settings, FetchRules? rules = null)
    {
        Assert.False(TenantPolicy.TryCreate(Name, settings, rules ?? Rules, out TenantPolicy? policy, out IReadOnlyList<string> faults));
        Assert.Null(policy);
        Assert.NotEmpty(faults);
        return faults;
    }

    public static TenantSettings Read(string json)
    {
        Assert.True(TenantSettingsReader.TryRead(Name, Encoding.UTF8.GetBytes(json), out TenantSettings? settings, out IReadOnlyList<string> faults), string.Join('\n', faults));
        return settings;
    }

    public static IReadOnlyList<string> ReadFaults(string json) => ReadFaults(Encoding.UTF8.GetBytes(json));

    public static IReadOnlyList<string> ReadFaults(byte[] json)
    {
        Assert.False(TenantSettingsReader.TryRead(Name, json, out TenantSettings? settings, out IReadOnlyList<string> faults));
        Assert.Null(settings);
        Assert.NotEmpty(faults);
        return faults;
    }
}
