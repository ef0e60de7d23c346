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

    public static ShardState Of(StoredLife life, byte[] ledger) => new()
    {
        Number = life.Number,
        LifeId = life.Id.Value.ToString("x32", CultureInfo.InvariantCulture),
        LeaseEnd = life.LeaseEnd,
        IsClosed = life.IsClosed,
        Ledger = ledger,
    };

    public StoredLife ToLife() => new(Number, new LifeId(UInt128.Parse(LifeId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)), LeaseEnd, IsClosed);
}
