using Verifier.Tenants;

namespace Verifier.AspNetCore.Keys;

/// <summary>How issuers' keys are fetched: <c>Verifier:Fetch</c>.</summary>
public sealed record FetchOptions
{
    /// <summary>Whether <c>http</c> and <c>https</c> issuers on loopback addresses are taken: development and tests only.</summary>
    public bool AllowHttpLoopback { get; init; }

    /// <summary>
    /// The proxy to fetch through, an absolute http or https URL, with user and password where it needs them; null: none, also where the environment names one.
    /// The proxy resolves the issuers' names then, so keeping private addresses out of reach is up to it, save for addresses written in URLs; http on loopback never goes through it.
    /// </summary>
    public Uri? Proxy { get; init; }

    /// <summary>What a tenant's issuers may be under these options.</summary>
    public FetchRules Rules => new(AllowHttpLoopback);
}
