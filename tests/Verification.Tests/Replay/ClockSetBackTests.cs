using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

public sealed class ClockSetBackTests
{
    private readonly ReplayLedger _ledger = new(long.MinValue);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_clock_set_back_within_the_clock_difference_changes_nothing(int seconds)
    {
        LifeId life = _ledger.Life;
        Assert.Equal(Reason.None, _ledger.Record(New(lifetime: 1)));
        Assert.Equal(Reason.None, _ledger.Record(New(lifetime: 1, time: Now - seconds), Now - seconds));
        Assert.Equal(life, _ledger.Life);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(302)]
    public void A_clock_set_back_a_little_begins_a_life_and_troubles_nobody(int seconds)
    {
        LifeId life = _ledger.Life;
        ProofUse before = New();
        Assert.Equal(Reason.None, _ledger.Record(before));
        Assert.Equal(Reason.None, _ledger.Record(New(time: Now - seconds), Now - seconds));
        Assert.NotEqual(life, _ledger.Life);
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(before.Again(), Now - seconds));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(303)]
    [InlineData(3600)]
    [InlineData(1_000_000_000)]
    public void After_a_clock_set_back_a_nonce_of_the_new_life_is_good_at_once(int seconds)
    {
        Assert.Equal(Reason.None, _ledger.Record(New(lifetime: 1)));
        long now = Now - seconds;
        ReplayAnswer fenced = _ledger.TryRecord(New(time: now - 2, lifetime: 1), now);
        Assert.Equal(Reason.ReplayFence, fenced.Reason);
        ProofUse use = New(time: now, life: fenced.Life, lifetime: 1);
        Assert.Equal(Reason.None, _ledger.Record(use, now));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(use.Again(), now));
    }

    [Fact]
    public void A_nonce_of_the_life_before_is_fenced_after_the_clock_was_set_back()
    {
        LifeId life = _ledger.Life;
        Assert.Equal(Reason.None, _ledger.Record(New(life: life)));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: Now - 10, life: life), Now - 10));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(299)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void A_proof_forgotten_before_the_clock_was_set_back_is_never_new_again(int seconds)
    {
        ProofUse use = New();
        Assert.Equal(Reason.None, _ledger.Record(use));
        _ = _ledger.Sweep(Now + 303, 100);
        Assert.Equal(0, _ledger.LiveProofs("acme"));
        for (long now = Now + 303 - seconds; now < Now + 700; now += Math.Max(1, seconds / 50))
        {
            Assert.NotEqual(Reason.None, _ledger.Record(use.Again(), now));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(299)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void A_proof_remembered_when_the_clock_was_set_back_is_never_new_again(int seconds)
    {
        ProofUse use = New();
        Assert.Equal(Reason.None, _ledger.Record(use));
        for (long now = Now - seconds; now < Now + 700; now += Math.Max(1, seconds / 50))
        {
            Assert.NotEqual(Reason.None, _ledger.Record(use.Again(), now));
            _ = _ledger.Sweep(now, 100);
        }
    }

    [Fact]
    public void A_proof_of_a_set_back_life_is_never_new_again_when_the_clock_is_set_back_once_more()
    {
        Assert.Equal(Reason.None, _ledger.Record(New()));
        var seen = new List<ProofUse>();
        long now = Now;
        foreach (int step in new[] { -1000, +5000, -3, -400, +350, -350, +7200, -7200, +10, -10 })
        {
            now += step;
            ProofUse plain = New(time: now);
            ReplayAnswer answer = _ledger.TryRecord(plain, now);
            ProofUse named = New(time: now, life: answer.Reason is Reason.ReplayFence ? answer.Life : _ledger.Life);
            Assert.Equal(Reason.None, _ledger.Record(named, now));
            seen.Add(named);
            seen.Add(plain);
            if (answer.Reason is not Reason.None)
            {
                Assert.True(seen.Remove(plain));
            }

            Assert.All(seen, use => Assert.NotEqual(Reason.None, _ledger.Record(use.Again(), now)));
        }
    }

    [Fact]
    public void A_clock_set_back_by_a_day_does_not_keep_a_tenants_budget_for_a_day()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: (ulong)i, budget: 100)));
        }

        long now = Now - 86400;
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: now, budget: 100), now));
        Assert.Equal(Reason.None, _ledger.Record(New(time: now, life: _ledger.Life, budget: 100), now));
        Assert.Equal(1, _ledger.LiveProofs("acme"));
    }

    [Fact]
    public void A_tenant_let_go_is_still_fenced_after_the_clock_was_set_back()
    {
        ProofUse use = New(lifetime: 3600);
        Assert.Equal(Reason.None, _ledger.Record(use));
        _ = _ledger.Sweep(Now + 3603, 100);
        _ = _ledger.Sweep(Now + 3603, 100);
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again(), Now + 1));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again() with { Life = default }, Now + 2));
    }

    [Fact]
    public void A_tenant_that_slept_through_several_lives_is_judged_by_its_floor_and_its_proofs()
    {
        ProofUse held = New("sleeper", lifetime: 300, time: Now + 100);
        ProofUse gone = New("sleeper", lifetime: 300, time: Now - 302);
        Assert.Equal(Reason.None, _ledger.Record(gone));
        Assert.Equal(Reason.None, _ledger.Record(held));
        Assert.Equal(Reason.None, _ledger.Record(New("sleeper", time: Now + 1), Now + 1));
        foreach (long now in new[] { Now - 50, Now + 20, Now - 50, Now + 20 })
        {
            _ = _ledger.Record(New("other", time: now), now);
        }

        Assert.Equal(Reason.ReplayFence, _ledger.Record(gone.Again(), Now));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(held.Again(), Now));
        Assert.Equal(Reason.None, _ledger.Record(New("sleeper"), Now));
    }
}
