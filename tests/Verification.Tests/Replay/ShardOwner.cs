using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

/// <summary>What an owner does when nothing goes wrong.</summary>
internal static class ShardOwner
{
    /// <summary>Some moment of the monotonic clock.</summary>
    public const long Tick = 5_000_000;

    public static readonly ReplayAnswer Unavailable = new(Reason.ReplayUnavailable, default);

    /// <summary>Stores the first record.</summary>
    public static ReplayShard Open(ReplayShard shard, long now = Now, long number = 1)
    {
        Assert.True(shard.TryStartWrite(now, Tick, out StoredLife? record));
        Assert.Equal(number, record.Number);
        Assert.False(record.IsClosed);
        shard.EndWrite(LifeWrite.Stored);
        return shard;
    }

    public static void Renew(this ReplayShard shard, long now, long monotonic)
    {
        Assert.True(shard.TryStartWrite(now, monotonic, out _));
        shard.EndWrite(LifeWrite.Stored);
    }
}
