using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

public sealed class ReplayLedgerTests
{
    private readonly ReplayLedger _ledger = new(long.MinValue);

    [Fact]
    public void A_new_proof_is_recorded()
    {
        Assert.Equal(new ReplayAnswer(Reason.None, default), _ledger.TryRecord(New(), Now));
        Assert.Equal(1, _ledger.LiveProofs("acme"));
    }

    [Fact]
    public void A_proof_sent_again_is_replayed()
    {
        ProofUse use = New();
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(use.Again()));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(use.Again(), Now + 299));
        Assert.Equal(1, _ledger.LiveProofs("acme"));
    }

    [Fact]
    public void Replay_race_a_proof_sent_a_thousand_times_at_once_is_accepted_once()
    {
        ProofUse use = New();
        var gate = new Lock();
        int accepted = 0;
        int replayed = 0;
        Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            Reason reason;
            lock (gate)
            {
                reason = _ledger.Record(use.Again());
            }

            Interlocked.Add(ref accepted, reason is Reason.None ? 1 : 0);
            Interlocked.Add(ref replayed, reason is Reason.ProofReplayed ? 1 : 0);
        });

        Assert.Equal((1, 999), (accepted, replayed));
    }

    [Fact]
    public void The_same_request_asking_again_gets_the_same_answer()
    {
        ProofUse use = New();
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.None, _ledger.Record(use, Now + 1));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(use.Again(), Now + 1));
        Assert.Equal(Reason.None, _ledger.Record(use, Now + 2));
    }

    [Fact]
    public void Proofs_that_share_half_of_their_bits_are_different()
    {
        for (ulong i = 0; i < 200; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New() with { Proof = new UInt128(i, 1000) }));
            Assert.Equal(Reason.None, _ledger.Record(New() with { Proof = new UInt128(1000, i) }));
        }

        Assert.Equal(Reason.ProofReplayed, _ledger.Record(New() with { Proof = new UInt128(199, 1000) }));
    }

    [Fact]
    public void Burning_another_clients_jti_a_proof_of_one_key_is_never_a_use_of_another_keys()
    {
        ProofUse use = New(key: 7);
        Assert.Equal(Reason.None, _ledger.Record(use.Again() with { Key = 8 }));
        Assert.Equal(Reason.None, _ledger.Record(use.Again() with { Key = 9, Tenant = "other" }));
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.All((ulong[])[7, 8, 9], key => Assert.Equal(Reason.ProofReplayed, _ledger.Record(use.Again() with { Key = key })));
        Assert.Equal(2, _ledger.LiveProofs("acme"));
    }

    [Fact]
    public void A_request_without_an_id_is_never_the_same_request()
    {
        ProofUse use = New() with { Request = 0 };
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(use));
    }

    [Fact]
    public void A_request_whose_id_has_equal_halves_is_known_again_and_is_not_the_one_without_an_id()
    {
        ProofUse use = New() with { Request = new UInt128(5, 5) };
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(use with { Request = 0 }));
    }

    [Fact]
    public void Answers_other_than_none_leave_nothing_behind()
    {
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: 0)));
        Assert.Equal(Reason.Overloaded, _ledger.Record(New(budget: 0)));
        ProofUse use = New(time: Now + 303);
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use));
        Assert.Equal(Reason.None, _ledger.Record(use.Again(), Now + 1));
        Assert.Equal(1, _ledger.LiveProofs("acme"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(61)]
    public void A_clock_difference_out_of_range_is_refused(int difference) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayLedger(long.MinValue, difference));
}
