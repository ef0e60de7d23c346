using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

public sealed class ReplayBudgetTests
{
    private readonly ReplayLedger _ledger = new(long.MinValue);

    [Fact]
    public void A_full_tenant_is_overloaded_and_forgets_nothing()
    {
        ProofUse[] uses = [.. Enumerable.Range(0, 64).Select(i => New(key: (ulong)i, budget: 64))];
        Assert.All(uses, use => Assert.Equal(Reason.None, _ledger.Record(use)));
        Assert.Equal(Reason.Overloaded, _ledger.Record(New(key: 99, budget: 64)));
        Assert.All(uses, use => Assert.Equal(Reason.ProofReplayed, _ledger.Record(use.Again())));
        Assert.All(uses, use => Assert.Equal(Reason.None, _ledger.Record(use)));
    }

    [Fact]
    public void A_full_tenant_has_room_again_as_soon_as_its_proofs_expire()
    {
        for (int i = 0; i < 5000; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: (ulong)i, time: Now + (i / 1000), budget: 5000)));
        }

        Assert.Equal(Reason.Overloaded, _ledger.Record(New(key: 1, time: Now + 302, budget: 5000), Now + 302));
        Assert.Equal(Reason.None, _ledger.Record(New(key: 1, time: Now + 303, budget: 5000), Now + 303));
        Assert.Equal(4001, _ledger.LiveProofs("acme"));
    }

    [Fact]
    public void Below_half_of_the_budget_one_key_may_hold_all_of_it()
    {
        for (int i = 0; i < 80; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(budget: 160)));
        }

        Assert.Equal(Reason.Overloaded, _ledger.Record(New(budget: 160)));
    }

    [Fact]
    public void Above_half_of_the_budget_a_key_may_hold_a_sixteenth()
    {
        for (int i = 0; i < 80; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: 1, budget: 160)));
        }

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: 2, budget: 160)));
        }

        Assert.Equal(Reason.Overloaded, _ledger.Record(New(key: 2, budget: 160)));
        Assert.Equal(Reason.None, _ledger.Record(New(key: 3, budget: 160)));
    }

    [Fact]
    public void A_share_is_at_least_one()
    {
        Assert.Equal(Reason.None, _ledger.Record(New(key: 1, budget: 3)));
        Assert.Equal(Reason.Overloaded, _ledger.Record(New(key: 1, budget: 3)));
        Assert.Equal(Reason.None, _ledger.Record(New(key: 2, budget: 3)));
    }

    [Fact]
    public void Expired_proofs_do_not_count_for_a_keys_share()
    {
        // All of key 1's expire at once, more than a call frees; then others bring the tenant to half of its budget.
        for (int i = 0; i < 500; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: 1, time: Now, budget: 1000)));
        }

        for (int i = 0; i < 490; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: (ulong)(100 + i), time: Now + 10, budget: 1000), Now + 10));
        }

        Assert.Equal(Reason.None, _ledger.Record(New(key: 1, time: Now + 303, budget: 900), Now + 303));
    }

    [Fact]
    public void A_flood_in_one_tenant_leaves_another_untouched()
    {
        ProofUse before = New("quiet", budget: 10);
        Assert.Equal(Reason.None, _ledger.Record(before));
        for (int i = 0; i < 3000; i++)
        {
            _ = _ledger.Record(New("loud", key: (ulong)i, budget: 1000));
        }

        Assert.Equal(1000, _ledger.LiveProofs("loud"));
        Assert.Equal(Reason.Overloaded, _ledger.Record(New("loud", budget: 1000)));
        Assert.Equal(1, _ledger.LiveProofs("quiet"));
        Assert.Equal(Reason.ProofReplayed, _ledger.Record(before.Again()));
        Assert.Equal(Reason.None, _ledger.Record(New("quiet", budget: 10)));
    }

    [Fact]
    public void A_short_lifetime_in_one_tenant_does_not_shorten_anothers()
    {
        Assert.Equal(Reason.None, _ledger.Record(New("short", lifetime: 1)));
        Assert.Equal(Reason.None, _ledger.Record(New("long", lifetime: 3600, time: Now - 3600)));
        _ = _ledger.Sweep(Now, 10);
        Assert.Equal(Reason.None, _ledger.Record(New("long", lifetime: 3600, time: Now - 3600)));
        Assert.Equal(2, _ledger.LiveProofs("long"));
    }

    [Fact]
    public void A_lowered_budget_holds_from_the_next_use()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(Reason.None, _ledger.Record(New(key: (ulong)i, budget: 100)));
        }

        Assert.Equal(Reason.Overloaded, _ledger.Record(New(key: 99, budget: 20)));
        Assert.Equal(Reason.None, _ledger.Record(New(key: 99, budget: 21)));
    }
}
