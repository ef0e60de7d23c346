namespace Verifier.Replay;

/// <summary>What <see cref="SlotTable{TSlot}"/> needs to know of a slot.</summary>
internal interface IHashedSlot
{
    /// <summary>Whose it is: slots of different owners are different, whatever their bits.</summary>
    int Owner { get; }

    /// <summary>The first half of what it is found by.</summary>
    ulong Low { get; }

    /// <summary>The second half of what it is found by.</summary>
    ulong High { get; }

    /// <summary>The next slot of the same hash chain or of its chunk's free list, or -1. The table's own.</summary>
    int Next { get; set; }
}
