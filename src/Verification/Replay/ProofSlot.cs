using System.Runtime.InteropServices;

namespace Verifier.Replay;

/// <summary>One used proof. 36 bytes: with four for the head of its hash chain and twenty for a key of its own, 60 of the 64 that a live proof may cost.</summary>
/// <remarks>Its time is its second's, in <see cref="ExpiryQueue"/>; its tenant is within its key's number.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ProofSlot(UInt128 proof, ulong request, int key) : IHashedSlot
{
    /// <summary>Its key's slot.</summary>
    public int Owner { get; } = key;

    public ulong Low { get; } = (ulong)proof;

    public ulong High { get; } = (ulong)(proof >> 64);

    /// <summary>The fold of the request that used it; zero for none.</summary>
    public ulong Request { get; } = request;

    public int Next { get; set; } = -1;

    /// <summary>The next proof of the same second of the same tenant, or -1.</summary>
    public int NextOfSecond { get; set; } = -1;
}
