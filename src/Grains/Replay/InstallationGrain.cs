using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Storage;
using Verifier.Replay;

namespace Verifier.Grains.Replay;

/// <summary>
/// Tells a new installation from one that has lost records: only where the store is empty altogether are the shards given closed, empty lives, which need no fence. No shard begins before that is done.
/// </summary>
[KeepAlive]
internal sealed class InstallationGrain(GrainStates states, IOptions<VerifierClusterOptions> options, ILogger<InstallationGrain> logger) : Grain, IInstallationGrain
{
    // So that a first start does not ask for more connections than a small database has.
    private const int AtOnce = 16;

    private int _shards;

    public async ValueTask<int> EnsureAsync()
    {
        if (_shards == 0)
        {
            _shards = await FindAsync();
            if (_shards != options.Value.Shards)
            {
                Log.OtherShards(logger, options.Value.Shards, _shards);
            }
        }

        return _shards;
    }

    private async Task<int> FindAsync()
    {
        StoredState<InstallationState> record = states.Of<InstallationState>("installation", this.GetGrainId());
        InstallationState? found = await record.ReadAsync();
        if (found is null)
        {
            // Where this record alone was lost, the shards' own say how many there are.
            int? known = await KnownAsync(options.Value.Shards);
            bool isFirst = options.Value.StorageLasts && known is null;
            InstallationState made = new() { Shards = known is > 0 and { } shards ? shards : options.Value.Shards, IsComplete = !isFirst };

            // Another activation may have been first; what it has written holds.
            found = await record.WriteAsync(made) is LifeWrite.Stored ? made : await record.ReadAsync() ?? throw Unstored();
            Log.Installed(logger, found.Shards, isFirst);
        }

        if (!found.IsComplete)
        {
            await ForEachAsync(found.Shards, shard => InstallAsync(shard, found.Shards));
            InstallationState complete = new() { Shards = found.Shards, IsComplete = true };
            if (await record.WriteAsync(complete) is not LifeWrite.Stored && await record.ReadAsync() is not { IsComplete: true })
            {
                throw Unstored();
            }
        }

        return found.Shards;
    }

    // How many shards the stored ones say there are; 0: they do not say, null: there are none.
    private async Task<int?> KnownAsync(int shards)
    {
        int? known = null;
        await ForEachAsync(shards, async shard =>
        {
            if (await shard.ReadAsync() is { } stored)
            {
                known = Math.Max(known ?? 0, stored.Shards);
            }
        });
        return known;
    }

    private static async Task InstallAsync(StoredState<ShardState> shard, int shards)
    {
        StoredLife life = ReplayShard.Install(out byte[] ledger);

        // Refused: it is there already, from an attempt that was broken off.
        if (await shard.WriteAsync(ShardState.Of(life, ledger, shards, silo: "")) is LifeWrite.Unknown)
        {
            throw Unstored();
        }
    }

    private async Task ForEachAsync(int shards, Func<StoredState<ShardState>, Task> act)
    {
        for (int from = 0; from < shards; from += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(AtOnce, shards - from))
                .Select(number => act(ReplayShardGrain.RecordOf(states, GrainFactory.GetGrain<IReplayShardGrain>(number).GetGrainId()))));
        }
    }

    private static InvalidOperationException Unstored() => new("The store cannot be written: the installation is not known to be complete.");
}
