namespace Verifier.Replay;

/// <summary>How many proofs of one key are held; there is a slot as long as there is a proof. The tag is a hash over tenant and thumbprint.</summary>
internal struct KeySlot(ulong tag) : IHashedSlot
{
    public readonly int Owner => 0;

    public ulong Low { get; } = tag;

    public readonly ulong High => 0;

    public int Count { get; set; }

    public int Next { get; set; } = -1;
}
