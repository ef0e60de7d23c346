using Verifier.AspNetCore.InProcess;
using Verifier.Replay;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>The ledger's owner in one process, and what happens to owners.</summary>
internal sealed class BreakableLedger(TimeProvider clock) : IReplayLedger
{
    private volatile LocalReplayLedger? _owner = new(long.MinValue, clock);

    // What a life's stored lease tells its successor: nobody answered later than this.
    private long _latest;

    /// <inheritdoc />
    public async ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken)
    {
        _latest = Math.Max(_latest, Now);
        return _owner is { } owner ? await owner.TryRecordAsync(use, cancellationToken) : new ReplayAnswer(Reason.ReplayUnavailable, default);
    }

    /// <inheritdoc />
    public LifeId LifeToName(ulong key, long now) => _owner?.LifeToName(key, now) ?? default;

    /// <summary>Nobody can ask any more.</summary>
    public void CutOff() => _owner = null;

    /// <summary>A new owner that knows nothing of the last one's uses.</summary>
    public void Lose() => _owner = new LocalReplayLedger(ReplayLedger.Horizon(Math.Max(_latest, Now)), clock);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();
}
