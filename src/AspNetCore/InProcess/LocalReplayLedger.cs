using Verifier.Replay;
using Verifier.Telemetry;

namespace Verifier.AspNetCore.InProcess;

/// <summary>The replay ledger's owner in one process: one lock, in which the clock is read too.</summary>
/// <param name="fence">Proofs up to this time (Unix seconds) may have been used before; <see cref="long.MinValue"/> where there was no ledger before this one.</param>
/// <param name="clock">The clock.</param>
internal sealed class LocalReplayLedger(long fence, TimeProvider clock) : IReplayLedger
{
    // So that nobody waits for the lock longer than a moment.
    private const int SweptAtOnce = 1000;

    private readonly Lock _turn = new();
    private readonly ReplayLedger _ledger = new(fence);

    /// <summary>An empty ledger without storage: what was accepted before this start nobody knows, so it fences, unless there is nothing to know.</summary>
    public static LocalReplayLedger Start(bool isFirst, TimeProvider clock)
    {
        LocalReplayLedger ledger = new(isFirst ? long.MinValue : ReplayLedger.Horizon(clock.GetUtcNow().ToUnixTimeSeconds()), clock);
        OwnerMeter.TrackLedger(ledger, () => ledger._ledger.Count);
        if (!isFirst)
        {
            OwnerMeter.Fenced(isMissing: true);
        }

        return ledger;
    }

    /// <inheritdoc />
    public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            return new ValueTask<ReplayAnswer>(_ledger.TryRecord(in use, Now));
        }
    }

    /// <inheritdoc />
    public LifeId LifeToName(ulong key, long now)
    {
        lock (_turn)
        {
            return _ledger.LifeToName(now);
        }
    }

    /// <summary>Frees what has expired, in small steps.</summary>
    public void Sweep()
    {
        int freed;
        do
        {
            lock (_turn)
            {
                freed = _ledger.Sweep(Now, SweptAtOnce);
            }
        }
        while (freed == SweptAtOnce);
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();
}
