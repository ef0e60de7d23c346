namespace Verifier.Replay;

/// <summary>The proof times up to which a ledger says "new" no more: what it has forgotten, and what an earlier life of it may have accepted, is at or below.</summary>
/// <remarks>
/// <para>
/// There are two. The <i>fence</i> holds for proofs whose nonce names no life; the <i>expiry</i> floor also for those whose nonce names the present one. An entry is
/// forgotten only after the expiry floor was raised to its time. A proof's time and the life it names are parts of what its key signed, so they are the same each time
/// it is presented.
/// </para>
/// <para>
/// Why nothing passes twice across a new life in place (the clock was set back, and the expiry floor would refuse everybody until the clock has caught up). Entering it
/// raises the fence to the expiry floor and starts the expiry floor anew. Let a proof have been recorded earlier and forgotten since: its time was at or below an expiry
/// floor, hence is at or below the fence now, and the fence is never lowered. It cannot name the present life either, because it existed before that life's random id did,
/// and nobody can guess one or make a nonce that names it. So it is refused for good. What has not been forgotten is still in the table.
/// </para>
/// <para>
/// A nonce that names another life is fenced whatever its time. Otherwise an older holder of the same shard, still within its lease, would take a proof that names its
/// successor's life for one that names none, and the successor would take it once more (docs/decisions/0005).
/// </para>
/// </remarks>
internal struct LedgerFloor(LifeId life, long fence, long expiry)
{
    private LifeId _life = life;

    /// <summary>For proofs that name no life.</summary>
    public long Fence { get; private set; } = fence;

    /// <summary>For all proofs.</summary>
    public long Expiry { get; private set; } = expiry;

    /// <summary>Goes over to the ledger's present life, if it has changed; how often it has makes no difference.</summary>
    public bool Enter(LifeId life)
    {
        if (_life == life)
        {
            return false;
        }

        _life = life;
        Fence = Math.Max(Fence, Expiry);
        Expiry = long.MinValue;
        return true;
    }

    public void Raise(long expiry) => Expiry = Math.Max(Expiry, expiry);

    public void RaiseFence(long fence) => Fence = Math.Max(Fence, fence);

    /// <summary>Whether nothing that the other floor refuses gets past this one, of the same life.</summary>
    public readonly bool Covers(in LedgerFloor other) => other.Expiry <= Expiry && other.Fence <= Math.Max(Fence, Expiry);

    /// <summary>Whether a proof that is not in the table is certainly new.</summary>
    public readonly bool Admits(long time, LifeId named)
    {
        if (time <= Expiry)
        {
            return false;
        }

        return named.IsNone ? time > Fence : named == _life;
    }
}
