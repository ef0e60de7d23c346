using Verifier.Tenants;

namespace Verifier.Grains;

/// <summary>How the verifier runs on a cluster. The same on all silos and front ends of one cluster, unless a setting says otherwise.</summary>
public sealed class VerifierClusterOptions
{
    /// <summary>The silos' grain storage provider; where there is none of this name, the default one. Default <c>verifier</c>.</summary>
    public string StorageName { get; set; } = "verifier";

    /// <summary>How many shards the ledger of used proofs has, 1 to 4096; counts at the very first start of an installation and never again. Default 256.</summary>
    public int Shards { get; set; } = 256;

    /// <summary>How long a front end may use a tenant's policy and an issuer's keys before it asks again, 1 s to 60 s: what changes is in force everywhere within it. Default 5 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For how long after its last good lease a front end that is cut off from the cluster goes on with Bearer tokens, 0 to 10 minutes; then it refuses all with 503. A DPoP proof is refused as soon as its shard cannot be asked. Default 60 s.
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether the silos' storage outlives them. Where it does not, an empty store says nothing of a first start, and every start fences the proofs before it. Default true: development's memory storage is the exception.
    /// </summary>
    public bool StorageLasts { get; set; } = true;

    /// <summary>How far the clocks of the cluster's nodes may differ, in seconds, 0 to 60. Default 2.</summary>
    public int ClockDifferenceSeconds { get; set; } = 2;

    /// <summary>What this host lets tenants' issuers be; a tenant whose settings break it is not served here. Default: no plain http.</summary>
    public FetchRules Rules { get; set; } = new(AllowHttpLoopback: false);

    /// <summary>Whether a token's unverified <c>iss</c> may choose the tenant where nothing else does. Default true.</summary>
    public bool TenantByToken { get; set; } = true;

    /// <summary>
    /// The tenants from this host's configuration, put into the cluster at its start; nobody can change them by the API. A host that has any speaks for all: tenants that another one configured and this
    /// one does not name stay, and become the API's.
    /// </summary>
    public IReadOnlyList<TenantPolicy> Tenants { get; set; } = [];

    /// <summary>The clock that decisions, leases and owners run on. Default: the system's.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
