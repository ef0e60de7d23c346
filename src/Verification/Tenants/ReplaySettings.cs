namespace Verifier.Tenants;

/// <summary>A tenant's share of the replay ledger, as people write it; nothing is checked here. Null: not written.</summary>
public sealed record ReplaySettings
{
    /// <summary>How many live proofs the ledger keeps for the tenant, 16 to 100,000,000; default 1,000,000.</summary>
    public long? Budget { get; init; }
}
