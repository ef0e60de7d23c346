using Verifier.Replay;

namespace Verifier.Tests.Replay;

/// <summary>A node with its clocks, and the holder it runs, if any.</summary>
internal sealed class ShardNode
{
    public ReplayShard? Shard { get; set; }

    public SentWrite? Write { get; set; }

    public byte[]? Exported { get; set; }

    public int ETag { get; set; }

    public bool IsPaused { get; set; }

    public long Offset { get; set; }

    public long MonotonicOffset { get; set; }

    public long Number { get; set; }

    public long Wall(long time) => (time + Offset) / 1000;

    public long Monotonic(long time) => time + MonotonicOffset;
}
