using Verifier.Replay;

namespace Verifier.Grains.Replay;

/// <summary>A <see cref="ProofUse"/> on its way to its shard.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.record-proof-2")]
internal sealed record RecordProof(
    [property: Id(0)] string Tenant,
    [property: Id(1)] ulong Key,
    [property: Id(2)] UInt128 Proof,
    [property: Id(3)] long Time,
    [property: Id(4)] UInt128 Life,
    [property: Id(5)] int Lifetime,
    [property: Id(6)] int Budget,
    [property: Id(7)] UInt128 Request,
    [property: Id(8)] int Shards)
{
    // So many shards a tenant's keys may fill to the brim, and below this a share is not worth having.
    private const int Shares = 8;
    private const int SmallestShare = 1024;

    /// <summary>The use as one of so many shards is told of it. Each has a share of the tenant's budget that leaves room for a busy key, so the shares are more than the budget together.</summary>
    public static RecordProof Of(in ProofUse use, int shards)
    {
        int share = Math.Max(use.Budget / Math.Min(Shares, shards), Math.Min(use.Budget, SmallestShare));
        return new(use.Tenant, use.Key, use.Proof, use.Time, use.Life.Value, use.Lifetime, share, use.Request, shards);
    }

    public ProofUse ToUse() => new(Tenant, Key, Proof, Time, new LifeId(Life), Lifetime, Budget, Request);
}
