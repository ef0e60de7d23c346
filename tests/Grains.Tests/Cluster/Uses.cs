using System.Security.Cryptography;
using Verifier.Replay;

namespace Verifier.Grains.Tests;

/// <summary>Uses of proofs, as front ends send them.</summary>
internal static class Uses
{
    /// <summary>The first use of a proof that nobody has seen.</summary>
    public static ProofUse New(long time, LifeId life = default, string tenant = "acme", ulong? key = null, int budget = 1_000_000)
        => new(tenant, key ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), Random128(), time, life, 300, budget, Random128());

    /// <summary>The same proof, sent once more.</summary>
    public static ProofUse Again(this ProofUse use) => use with { Request = Random128() };

    private static UInt128 Random128() => new(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
}
