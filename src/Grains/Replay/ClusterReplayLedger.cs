using Microsoft.Extensions.Logging;
using Verifier.Replay;

namespace Verifier.Grains.Replay;

/// <summary>
/// The ledger as a front end sees it: one call to the proof's shard, repeated within a deadline under the same request id, so that a call whose outcome is unknown costs no client its proof.
/// </summary>
internal sealed class ClusterReplayLedger(IGrainFactory grains, ILogger<ClusterReplayLedger> logger) : IReplayLedger
{
    private const int Deadline = 2000;
    private const int FirstPause = 20;

    // So long after a request that got no answer from its shard others of that shard are tried once, and not made to wait.
    private const int Doubt = 1000;

    private static readonly long FenceLasts = ReplayLedger.Horizon(0, ReplayLedger.MaxClockDifference) * 1000;

    private Shard[]? _shards;

    public async ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken)
    {
        long began = Environment.TickCount64;
        for (int pause = FirstPause; ; pause *= 2)
        {
            Shard? shard = null;
            bool isInDoubt = false;
            try
            {
                Shard[] shards = _shards ?? await FindAsync();
                shard = shards[use.Key % (ulong)shards.Length];
                isInDoubt = shard.FailedAt is { } failedAt && began - failedAt is >= 0 and < Doubt;
                RecordAnswer answer = await shard.Owner.TryRecordAsync(RecordProof.Of(in use, shards.Length));
                if (answer.Outcome is not RecordOutcome.Unavailable)
                {
                    ReplayAnswer said = answer.ToAnswer();
                    if (said.Reason is Reason.ReplayFence)
                    {
                        shard.Fence = new Fence(said.Life, Environment.TickCount64 + FenceLasts);
                    }

                    return said;
                }
            }
            catch (Exception unknown) when (!cancellationToken.IsCancellationRequested)
            {
                Log.ShardNotAsked(logger, unknown.GetType().Name);
            }

            if (isInDoubt || Environment.TickCount64 - began + pause >= Deadline)
            {
                shard?.FailedAt = Environment.TickCount64;
                return new ReplayAnswer(Reason.ReplayUnavailable, default);
            }

            await Task.Delay(pause, cancellationToken);
        }
    }

    /// <inheritdoc />
    public LifeId LifeToName(ulong key, long now)
        => _shards is { } shards && shards[key % (ulong)shards.Length].Fence is { } fence && Environment.TickCount64 <= fence.Until ? fence.Life : default;

    private async Task<Shard[]> FindAsync()
    {
        // The installation's number, not a configured one: two front ends that reckon with different ones would ask different shards for the same proof.
        int count = await grains.GetGrain<IInstallationGrain>(IInstallationGrain.Key).EnsureAsync();
        return _shards = [.. Enumerable.Range(0, count).Select(number => new Shard(grains.GetGrain<IReplayShardGrain>(number)))];
    }

    /// <param name="Life">The life that it named.</param>
    /// <param name="Until">By the machine's tick count; no fence lasts longer.</param>
    private sealed record Fence(LifeId Life, long Until);

    private sealed class Shard(IReplayShardGrain owner)
    {
        private long _failedAt = long.MinValue;

        public IReplayShardGrain Owner => owner;

        /// <summary>What it last fenced with.</summary>
        public Fence? Fence { get; set; }

        /// <summary>When it was last given up on, by the machine's tick count.</summary>
        public long? FailedAt
        {
            get => Volatile.Read(ref _failedAt) is > long.MinValue and var at ? at : null;
            set => Volatile.Write(ref _failedAt, value ?? long.MinValue);
        }
    }
}
