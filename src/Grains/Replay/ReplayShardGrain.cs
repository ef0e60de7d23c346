using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Verifier.Grains.Storage;
using Verifier.Replay;

namespace Verifier.Grains.Replay;

/// <summary>
/// One shard of the ledger of used proofs. Two activations may live at once, under any grain directory: the stored life decides which proofs each may accept (docs/decisions/0005).
/// </summary>
[HashBasedPlacement]
[KeepAlive]
[Reentrant]
internal sealed class ReplayShardGrain : Grain, IReplayShardGrain, IGrainMigrationParticipant
{
    private const string HandOver = "verifier.ledger";
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // So long after its last use a lease is kept up; later the next use waits for one write.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock;
    private readonly ShardHolder _holder;
    private readonly LocalShards _local;
    private long? _usedAt;
    private long? _failedAt;
    private byte[] _leaving = [];

    public ReplayShardGrain(
        IGrainContext context, IGrainFactory grains, GrainStates states, IHolderSilos silos, LocalShards local, IOptions<VerifierClusterOptions> options, ILogger<ReplayShardGrain> logger)
    {
        _clock = options.Value.Clock;
        _local = local;
        IInstallationGrain installation = grains.GetGrain<IInstallationGrain>(IInstallationGrain.Key);
        _holder = new ShardHolder(
            RecordOf(states, context.GrainId), silos, () => installation.EnsureAsync().AsTask(), _clock, options.Value.ClockDifferenceSeconds, context.GrainId.GetIntegerKey(), logger);
    }

    /// <summary>The stored record of a shard.</summary>
    public static StoredState<ShardState> RecordOf(GrainStates states, GrainId shard) => states.Of<ShardState>("shard", shard);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _local.Add(this.GetPrimaryKeyLong(), GrainContext);
        _ = this.RegisterGrainTimer(KeepUp, new GrainTimerCreationOptions { DueTime = Beat, Period = Beat, Interleave = true });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving = await _holder.CloseAsync();
        _local.Remove(this.GetPrimaryKeyLong(), GrainContext);
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.AddBytes(HandOver, _leaving);

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetBytes(HandOver, out System.Buffers.ReadOnlySequence<byte> ledger))
        {
            _holder.HandedOver = System.Buffers.BuffersExtensions.ToArray(in ledger);
        }
    }

    public ValueTask<RecordAnswer> TryRecordAsync(RecordProof use)
    {
        _usedAt = _clock.GetTimestamp();
        ReplayAnswer answer = _holder.TryRecord(use.ToUse(), use.Shards);
        return answer.Reason is Reason.ReplayUnavailable ? PreparedAsync(use) : new(RecordAnswer.Of(answer));
    }

    // There is no live lease: it begins, was idle, or its store is slow. Waits a moment for one; a store that has just failed is left alone for another.
    private async ValueTask<RecordAnswer> PreparedAsync(RecordProof use)
    {
        if (_failedAt is not { } failedAt || _clock.GetElapsedTime(failedAt) > AfterFailure)
        {
            try
            {
                _failedAt = await _holder.PrepareAsync().WaitAsync(Patience) ? null : _clock.GetTimestamp();
            }
            catch (TimeoutException)
            {
                // It goes on without us.
            }
        }

        ReplayAnswer answer = _holder.TryRecord(use.ToUse(), use.Shards);
        if (_holder.IsLost)
        {
            DeactivateOnIdle();
        }

        return RecordAnswer.Of(answer);
    }

    private Task KeepUp(CancellationToken cancellationToken)
    {
        _holder.Sweep();
        if (_usedAt is { } usedAt && _clock.GetElapsedTime(usedAt) < Idle)
        {
            _holder.Renew();
        }

        if (_holder.IsLost)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }
}
