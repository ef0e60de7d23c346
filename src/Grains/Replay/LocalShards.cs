using System.Collections.Concurrent;

namespace Verifier.Grains.Replay;

/// <summary>The shards that are active on this silo, whatever a grain directory says.</summary>
internal sealed class LocalShards
{
    private readonly ConcurrentDictionary<long, IGrainContext> _active = [];

    public void Add(long shard, IGrainContext activation) => _active[shard] = activation;

    public void Remove(long shard, IGrainContext activation) => _ = _active.TryRemove(KeyValuePair.Create(shard, activation));

    public IGrainContext? Find(long shard) => _active.GetValueOrDefault(shard);
}
