using Verifier.Replay;

namespace Verifier.Tests.Replay;

/// <summary>Proof uses for tests; what a test does not name is unremarkable.</summary>
internal static class Uses
{
    public const long Now = 1_700_000_000;

    private static int _made;

    /// <summary>A use of a proof that nobody has seen, of this moment, by a request of its own.</summary>
    public static ProofUse New(
        string tenant = "acme", ulong key = 7, long time = Now, LifeId life = default, int lifetime = 300, int budget = 1000) =>
        new(tenant, key, NewId(), time, life, lifetime, budget, NewId());

    /// <summary>The same proof in another request.</summary>
    public static ProofUse Again(this ProofUse use) => use with { Request = NewId() };

    public static Reason Record(this ReplayLedger ledger, ProofUse use, long now = Now) => ledger.TryRecord(in use, now).Reason;

    public static UInt128 NewId()
    {
        // Spread over all bits, as the hashes are that stand here otherwise.
        ulong number = (ulong)Interlocked.Increment(ref _made);
        return new UInt128(number * 0x9E3779B97F4A7C15, (number * 0xC2B2AE3D27D4EB4F) ^ (number << 7));
    }
}
