using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

/// <summary>Alone in the process while they run: they look at the whole heap.</summary>
[CollectionDefinition(nameof(LedgerMemoryTests), DisableParallelization = true)]
[Collection(nameof(LedgerMemoryTests))]
public sealed class LedgerMemoryTests
{
    private const int Proofs = 1_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_live_proof_costs_at_most_64_bytes(bool keyEach)
    {
        long before = Heap();
        var ledger = new ReplayLedger(long.MinValue);
        Fill(ledger, keyEach, Proofs);
        long after = Heap();

        Assert.Equal(Proofs, ledger.LiveProofs("acme"));
        Assert.InRange((after - before) / (double)Proofs, 36, 64);
        Assert.InRange(ledger.Bytes / (double)(after - before), 0.95, 1.05);
        GC.KeepAlive(ledger);
    }

    [Fact]
    public void A_tenant_that_went_idle_gives_its_memory_back()
    {
        long before = Heap();
        var ledger = new ReplayLedger(long.MinValue);
        Fill(ledger, keyEach: true, 200_000);
        long now = Now + 700;
        while (ledger.Sweep(now, 10_000) > 0)
        {
        }

        Assert.InRange(Heap() - before, long.MinValue, 500_000);
        Assert.InRange(ledger.Bytes, 0, 200_000);
        GC.KeepAlive(ledger);
    }

    [Fact]
    public void In_the_steady_state_expired_proofs_make_room_and_memory_stays_where_it_is()
    {
        var ledger = new ReplayLedger(long.MinValue);
        long highest = 0;
        for (int second = 0; second < 1000; second++)
        {
            for (int i = 0; i < 60; i++)
            {
                Assert.Equal(Reason.None, ledger.Record(New(key: (ulong)i, time: Now + second, budget: 1_000_000), Now + second));
            }

            if (second == 400)
            {
                highest = ledger.Bytes;
            }
        }

        Assert.Equal(303 * 60, ledger.LiveProofs("acme"));
        Assert.InRange(ledger.Bytes, 0, highest * 1.02);
    }

    // What earlier tests have left with finalizers goes in two collections, and not in the midst of a measurement.
    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Fill(ReplayLedger ledger, bool keyEach, int proofs)
    {
        for (int i = 0; i < proofs; i++)
        {
            long now = Now + (i / 3500);
            ProofUse use = New(key: keyEach ? (ulong)i * 0x9E3779B97F4A7C15 : (ulong)(i % 17), time: now, budget: int.MaxValue);
            if (ledger.Record(use, now) is not Reason.None)
            {
                throw new InvalidOperationException("Not recorded.");
            }
        }
    }
}
