using System.Globalization;
using Verifier.Replay;

namespace Verifier.Grains.Replay;

/// <summary>What is stored of a shard: its life, and with a closed one the ledger that it hands over.</summary>
[GenerateSerializer]
[Alias("verifier.shard-state")]
internal sealed class ShardState
{
    [Id(0)]
    public long Number { get; set; }

    /// <summary>The life's id, 32 hexadecimal digits.</summary>
    [Id(1)]
    public string LifeId { get; set; } = "";

    [Id(2)]
    public long LeaseEnd { get; set; }

    [Id(3)]
    public bool IsClosed { get; set; }

    [Id(4)]
    public byte[] Ledger { get; set; } = [];

    /// <summary>The address of the silo that wrote it; empty: it was installed, or written by an earlier version.</summary>
    [Id(5)]
    public string Silo { get; set; } = "";

    /// <summary>How many shards there are, so that no shard takes what was reckoned with another number; 0: written by an earlier version.</summary>
    [Id(6)]
    public int Shards { get; set; }

    public static ShardState Of(StoredLife life, byte[] ledger, int shards, string silo) => new()
    {
        Number = life.Number,
        LifeId = life.Id.Value.ToString("x32", CultureInfo.InvariantCulture),
        LeaseEnd = life.LeaseEnd,
        IsClosed = life.IsClosed,
        Ledger = ledger,
        Silo = silo,
        Shards = shards,
    };

    public StoredLife ToLife() => new(Number, new LifeId(UInt128.Parse(LifeId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)), LeaseEnd, IsClosed);
}
