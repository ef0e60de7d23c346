using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

/// <summary>What is too old to be known, or fenced.</summary>
public sealed class LedgerFloorTests
{
    private readonly ReplayLedger _ledger = new(long.MinValue);

    [Fact]
    public void A_proof_as_old_as_its_lifetime_and_the_clock_difference_is_new_and_an_older_one_is_fenced()
    {
        Assert.Equal(Reason.None, _ledger.Record(New(time: Now - 302)));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: Now - 303)));
    }

    [Fact]
    public void An_expired_proof_is_never_new_again()
    {
        ProofUse use = New();
        Assert.Equal(Reason.None, _ledger.Record(use));
        for (int age = 300; age < 5000; age += 50)
        {
            Assert.NotEqual(Reason.None, _ledger.Record(use.Again(), Now + age));
            _ = _ledger.Sweep(Now + age, 100);
        }

        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again(), Now + 5000));
    }

    [Fact]
    public void A_widened_lifetime_does_not_revive_a_forgotten_proof()
    {
        ProofUse use = New(lifetime: 60);
        Assert.Equal(Reason.None, _ledger.Record(use));
        _ = _ledger.Sweep(Now + 64, 100);
        Assert.Equal(0, _ledger.LiveProofs("acme"));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again() with { Lifetime = 3600 }, Now + 65));

        // What is younger than anything forgotten has the whole new lifetime.
        Assert.Equal(Reason.None, _ledger.Record(New(time: Now + 2, lifetime: 3600), Now + 65));
    }

    [Fact]
    public void A_narrowed_and_widened_lifetime_does_not_revive_a_forgotten_proof()
    {
        ProofUse use = New(lifetime: 3600);
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.None, _ledger.Record(New(time: Now + 10, lifetime: 1), Now + 10));
        _ = _ledger.Sweep(Now + 10, 100);
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again(), Now + 10));
    }

    [Fact]
    public void An_idle_tenant_that_was_let_go_comes_back_under_a_floor()
    {
        ProofUse use = New(lifetime: 3600, time: Now + 300);
        Assert.Equal(Reason.None, _ledger.Record(use));
        for (int i = 0; i < 10; i++)
        {
            _ = _ledger.Sweep(Now + 20_000 + i, 100);
        }

        Assert.Equal(0, _ledger.LiveProofs("acme"));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again() with { Lifetime = int.MaxValue }, Now + 20_010));
        Assert.Equal(Reason.None, _ledger.Record(New(time: Now + 20_010), Now + 20_010));
    }

    [Fact]
    public void Idle_tenants_are_let_go_an_hour_later()
    {
        long empty = _ledger.Bytes;
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New("tenant-" + i)));
        }

        _ = _ledger.Sweep(Now + 303, 10_000);
        Assert.InRange(_ledger.Bytes, empty + 200_000, long.MaxValue);
        _ = _ledger.Sweep(Now + 303 + 3301, 10_000);
        Assert.InRange(_ledger.Bytes, 0, empty + 40_000);
    }

    [Fact]
    public void A_sweep_frees_no_more_than_it_may_and_comes_to_every_tenant()
    {
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New("tenant-" + (i % 3))));
        }

        int calls = 0;
        for (int freed; (freed = _ledger.Sweep(Now + 303, 7)) > 0; calls++)
        {
            Assert.InRange(freed, 1, 7);
        }

        Assert.Equal(9, calls);
        Assert.Equal(0, _ledger.LiveProofs("tenant-0") + _ledger.LiveProofs("tenant-1") + _ledger.LiveProofs("tenant-2"));
    }

    [Fact]
    public void A_fence_holds_for_every_tenant_and_names_the_present_life()
    {
        var ledger = new ReplayLedger(Now);
        Assert.Equal(new ReplayAnswer(Reason.ReplayFence, ledger.Life), ledger.TryRecord(New("acme"), Now));
        Assert.Equal(new ReplayAnswer(Reason.ReplayFence, ledger.Life), ledger.TryRecord(New("other", time: Now - 10), Now));
        Assert.Equal(Reason.None, ledger.Record(New(time: Now + 1)));
        Assert.False(ledger.Life.IsNone);
    }

    [Fact]
    public void A_proof_whose_nonce_names_the_present_life_passes_the_fence_once()
    {
        var ledger = new ReplayLedger(Now + 302);
        ProofUse use = New(life: ledger.Life);
        Assert.Equal(Reason.None, ledger.Record(use));
        Assert.Equal(Reason.ProofReplayed, ledger.Record(use.Again()));
    }

    [Fact]
    public void A_proof_whose_nonce_names_the_present_life_is_fenced_once_it_has_expired()
    {
        var ledger = new ReplayLedger(Now + 302);
        ProofUse use = New(life: ledger.Life, lifetime: 60);
        Assert.Equal(Reason.None, ledger.Record(use));
        _ = ledger.Sweep(Now + 63, 100);
        Assert.Equal(Reason.ReplayFence, ledger.Record(use.Again() with { Lifetime = 3600 }, Now + 63));
    }

    [Fact]
    public void A_nonce_that_names_another_life_is_fenced_however_new_the_proof()
    {
        Assert.Equal(new ReplayAnswer(Reason.ReplayFence, _ledger.Life), _ledger.TryRecord(New(life: LifeId.Create()), Now));
    }

    [Fact]
    public void A_nonce_of_the_life_before_is_fenced_after_a_restart()
    {
        var before = new ReplayLedger(Now + 302);
        ProofUse use = New(life: before.Life);
        Assert.Equal(Reason.None, before.Record(use));
        Assert.Equal(Reason.ReplayFence, new ReplayLedger(ReplayLedger.Horizon(Now)).Record(use.Again(), Now + 1));
    }

    [Fact]
    public void Nothing_that_a_ledger_may_have_accepted_passes_one_that_begins_behind_its_horizon()
    {
        ProofUse use = New(time: ReplayLedger.Horizon(Now));
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: ReplayLedger.Horizon(Now) + 1)));
        Assert.Equal(Reason.ReplayFence, new ReplayLedger(ReplayLedger.Horizon(Now)).Record(use.Again(), Now + 200));
    }

    [Fact]
    public void A_switched_nonce_mode_does_not_revive_a_proof()
    {
        // With an hour's lifetime and no nonces, a proof is recorded under its iat. Nonces become required, the lifetime short: floors rise. Switched back, it stays out.
        ProofUse use = New(lifetime: 3600, time: Now - 1800);
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.Equal(Reason.None, _ledger.Record(New(lifetime: 60, time: Now + 5), Now + 5));
        Assert.Equal(Reason.None, _ledger.Record(New(lifetime: 60, time: Now + 6), Now + 6));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again(), Now + 7));
    }

    [Fact]
    public void An_expired_nonce_with_a_future_iat_does_not_outlive_its_entry()
    {
        // The proof's time is its nonce's mint second; its iat, an hour ahead, never counts. So the entry may go when the mint second has expired.
        ProofUse use = New(time: Now);
        Assert.Equal(Reason.None, _ledger.Record(use));
        _ = _ledger.Sweep(Now + 303, 100);
        Assert.Equal(0, _ledger.LiveProofs("acme"));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(use.Again(), Now + 303));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue + 1)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(Now + 303)]
    [InlineData(long.MaxValue - 1)]
    [InlineData(long.MaxValue)]
    public void A_hostile_time_is_fenced(long time)
    {
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: time)));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(time: time, life: _ledger.Life)));
        Assert.Equal(0, _ledger.LiveProofs("acme"));
        Assert.Equal(Reason.None, _ledger.Record(New()));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_hostile_clock_overflows_nothing_and_revives_nothing(long now)
    {
        ProofUse use = New();
        Assert.Equal(Reason.None, _ledger.Record(use));
        Assert.NotEqual(Reason.None, _ledger.Record(use.Again(), now));
        _ = _ledger.Sweep(now, 100);
        Assert.NotEqual(Reason.None, _ledger.Record(use.Again()));
        Assert.Equal(Reason.None, _ledger.Record(New(life: _ledger.Life)));
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void A_lifetime_out_of_range_counts_as_the_nearest_one_in_it(int lifetime)
    {
        int counted = Math.Clamp(lifetime, 1, 3600);
        Assert.Equal(Reason.None, _ledger.Record(New(lifetime: lifetime, time: Now - counted - 2)));
        Assert.Equal(Reason.ReplayFence, _ledger.Record(New(lifetime: lifetime, time: Now - counted - 3)));
        _ = _ledger.Sweep(Now + 1, 10);
    }
}
