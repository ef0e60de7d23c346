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
                    return answer.ToAnswer();
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

    private async Task<Shard[]> FindAsync()
    {
        // The installation's number, not a configured one: two front ends that reckon with different ones would ask different shards for the same proof.
        int count = await grains.GetGrain<IInstallationGrain>(IInstallationGrain.Key).EnsureAsync();
        return _shards = [.. Enumerable.Range(0, count).Select(number => new Shard(grains.GetGrain<IReplayShardGrain>(number)))];
    }

    private sealed class Shard(IReplayShardGrain owner)
    {
        private long _failedAt = long.MinValue;

        public IReplayShardGrain Owner => owner;

        /// <summary>When it was last given up on, by the machine's tick count.</summary>
        public long? FailedAt
        {
            get => Volatile.Read(ref _failedAt) is > long.MinValue and var at ? at : null;
            set => Volatile.Write(ref _failedAt, value ?? long.MinValue);
        }
    }
}
