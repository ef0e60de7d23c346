using FsCheck;
using FsCheck.Fluent;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class RevocationSetTests
{
    private const long Now = 1_800_000_000;
    private const string Issuer = "https://login.acme.com/";

    [Fact]
    public void An_empty_set_revokes_nothing()
    {
        Assert.True(RevocationSet.Empty.IsEmpty);
        Assert.False(RevocationSet.Empty.Revokes(Issuer, "j", "s", "i", "c", 0, 300, Now));
        Assert.Empty(RevocationSet.Empty.Live(Now));
    }

    [Theory]
    [InlineData(RevocationTarget.TokenId, "j")]
    [InlineData(RevocationTarget.Subject, "s")]
    [InlineData(RevocationTarget.SessionId, "i")]
    [InlineData(RevocationTarget.ClientId, "c")]
    public void A_token_is_found_by_its_target_and_by_no_other(RevocationTarget target, string value)
    {
        RevocationSet set = Set(Entry(target, value));
        Assert.False(set.IsEmpty);
        Assert.True(set.Revokes(Issuer, "j", "s", "i", "c", Now, 0, Now));
        Assert.False(set.Revokes(Issuer, "J", "S", "I", "C", Now, 0, Now));
        Assert.False(set.Revokes(Issuer, null, null, null, null, Now, 0, Now));
        string? Other(RevocationTarget one) => one == target ? null : value;
        Assert.False(set.Revokes(Issuer, Other(RevocationTarget.TokenId), Other(RevocationTarget.Subject), Other(RevocationTarget.SessionId), Other(RevocationTarget.ClientId), Now, 0, Now));
    }

    [Fact]
    public void Values_compare_ordinally()
    {
        Assert.False(Set(Entry(RevocationTarget.Subject, "e\u0301")).Revokes(Issuer, null, "\u00e9", null, null, Now, 0, Now));
        Assert.False(Set(Entry(RevocationTarget.Subject, "a")).Revokes(Issuer, null, "A", null, null, Now, 0, Now));
    }

    [Fact]
    public void A_token_issued_up_to_the_moment_and_the_skew_is_refused_and_a_later_one_passes()
    {
        RevocationSet set = Set(Entry(RevocationTarget.Subject, "s"));
        Assert.True(Revokes(set, Now, 0));
        Assert.True(Revokes(set, Now - 100_000, 0));
        Assert.False(Revokes(set, Now + 0.5, 0));
        Assert.False(Revokes(set, Now + 1, 0));
        Assert.True(Revokes(set, Now + 10, 10));
        Assert.False(Revokes(set, Now + 10.001, 10));
        Assert.False(Revokes(set, Now + 11, 10));
    }

    [Fact]
    public void An_entry_counts_until_its_expiry()
    {
        RevocationSet set = Set(Entry(RevocationTarget.Subject, "s") with { ExpiresAt = Now + 60 });
        Assert.True(set.Revokes(Issuer, null, "s", null, null, Now, 0, Now + 59));
        Assert.False(set.Revokes(Issuer, null, "s", null, null, Now, 0, Now + 60));
        Assert.Single(set.Live(Now + 59));
        Assert.Empty(set.Live(Now + 60));
    }

    [Fact]
    public void An_entry_of_one_issuer_leaves_the_others_tokens_alone()
    {
        RevocationSet set = Set(Entry(RevocationTarget.Subject, "s") with { Issuer = Issuer });
        Assert.True(set.Revokes(Issuer, null, "s", null, null, Now, 0, Now));
        Assert.False(set.Revokes("https://other.example/", null, "s", null, null, Now, 0, Now));
        Assert.False(set.Revokes("https://login.acme.com", null, "s", null, null, Now, 0, Now));
    }

    [Fact]
    public void Any_of_several_entries_for_one_value_revokes()
    {
        RevocationSet set = Set(
            Entry(RevocationTarget.Subject, "s") with { IssuedBefore = Now - 100 },
            Entry(RevocationTarget.Subject, "s") with { Issuer = "https://other.example/" },
            Entry(RevocationTarget.Subject, "s") with { IssuedBefore = Now - 50 });
        Assert.True(Revokes(set, Now - 50, 0));
        Assert.False(Revokes(set, Now - 49, 0));
    }

    [Fact]
    public void A_removed_entry_revokes_nothing_and_the_others_of_its_value_stay()
    {
        Revocation early = Entry(RevocationTarget.Subject, "s") with { IssuedBefore = Now - 100 };
        Revocation late = Entry(RevocationTarget.Subject, "s");
        RevocationSet both = Set(early, late);
        Assert.True(both.TryRemove(late.Id, out RevocationSet? one));
        Assert.False(Revokes(one, Now - 99, 0));
        Assert.True(Revokes(one, Now - 100, 0));
        Assert.True(one.TryRemove(early.Id, out RevocationSet? none));
        Assert.True(none.IsEmpty);
        Assert.False(Revokes(none, Now - 100, 0));
        Assert.True(Revokes(both, Now, 0));
    }

    [Fact]
    public void What_is_not_there_is_not_removed()
    {
        RevocationSet set = Set(Entry(RevocationTarget.Subject, "s"));
        Assert.False(set.TryRemove("nothing", out RevocationSet? removed));
        Assert.Null(removed);
    }

    [Fact]
    public void An_entry_added_again_under_its_id_counts_once()
    {
        Revocation entry = Entry(RevocationTarget.Subject, "s");
        RevocationSet set = Set(entry, entry with { Value = "t" });
        Assert.False(Revokes(set, Now, 0));
        Assert.Equal("t", Assert.Single(set.Live(Now)).Value);
    }

    [Fact]
    public void Live_entries_come_oldest_first_and_without_those_past_their_time()
        => Assert.Equal(
            ["a", "b", "c"],
            Set(
                Entry(RevocationTarget.Subject, "c") with { CreatedAt = Now - 1 },
                Entry(RevocationTarget.Subject, "a") with { CreatedAt = Now - 3 },
                Entry(RevocationTarget.Subject, "x") with { CreatedAt = Now - 9, ExpiresAt = Now + 1 },
                Entry(RevocationTarget.Subject, "b") with { CreatedAt = Now - 2 }).Live(Now + 1).Select(entry => entry.Value));

    [Fact]
    public void A_full_set_takes_no_more_until_entries_expire()
    {
        RevocationSet full = RevocationSet.Create(Enumerable.Range(0, 10_000).Select(i => Entry(RevocationTarget.TokenId, $"j{i}") with { ExpiresAt = i == 0 ? Now + 60 : Now + 120 }), Now);
        Assert.False(full.TryAdd(Entry(RevocationTarget.TokenId, "one more"), Now + 59, out RevocationSet? added));
        Assert.Null(added);
        Assert.True(full.TryAdd(Entry(RevocationTarget.TokenId, "one more"), Now + 60, out added));
        Assert.Equal(10_000, added.Live(Now + 60).Count);
        Assert.True(added.Revokes(Issuer, "one more", null, null, null, Now, 0, Now + 60));
        Assert.True(added.Revokes(Issuer, "j9999", null, null, null, Now, 0, Now + 60));
        Assert.True(added.TryAdd(Entry(RevocationTarget.TokenId, "much later"), Now + 120, out added));
        Assert.Single(added.Live(Now + 120), entry => entry.Value == "much later");
    }

    [Fact]
    public void A_stored_set_comes_back_without_what_has_expired()
    {
        RevocationSet set = RevocationSet.Create([Entry(RevocationTarget.Subject, "s"), Entry(RevocationTarget.Subject, "t") with { ExpiresAt = Now }], Now);
        Assert.True(set.Revokes(Issuer, null, "s", null, null, Now, 0, Now));
        Assert.Single(set.Live(0));
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        RevocationSet set = Set([.. Enumerable.Range(0, 100).Select(i => Entry((RevocationTarget)(i % 4), $"v{i}") with { Issuer = i % 2 == 0 ? Issuer : null })]);
        Assert.True(set.Revokes(Issuer, "v96", "x", "y", "z", Now, 10, Now));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool any = false;
        for (int i = 0; i < 100; i++)
        {
            any |= set.Revokes(Issuer, "none", "x", "y", "z", Now, 10, Now) | RevocationSet.Empty.Revokes(Issuer, "none", "x", "y", "z", Now, 10, Now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(any);
    }

    [Fact]
    public void The_set_answers_like_a_plain_list_of_its_entries()
    {
        Gen<Revocation> entry =
            from target in Gen.Choose(0, 3)
            from value in Gen.Elements("a", "b", "c")
            from issuer in Gen.Elements(null, "x", "y")
            from before in Gen.Choose(-5, 5)
            from expires in Gen.Choose(1, 10)
            select new Revocation(Guid.NewGuid().ToString("N"), (RevocationTarget)target, value, issuer, Now + before, Now + expires, Now);
        Gen<(List<Revocation> Entries, int Removed, string? Value, int Issued, int Skew, int Later)> play =
            from entries in entry.ListOf()
            from removed in Gen.Choose(0, 10)
            from value in Gen.Elements("a", "b", "c", null)
            from issued in Gen.Choose(-8, 8)
            from skew in Gen.Choose(0, 3)
            from later in Gen.Choose(0, 11)
            select (entries.ToList(), removed, value, issued, skew, later);
        Prop.ForAll(play.ToArbitrary(), it =>
        {
            RevocationSet set = Set([.. it.Entries]);
            List<Revocation> list = [.. it.Entries];
            foreach (Revocation gone in it.Entries.Take(it.Removed))
            {
                Assert.True(set.TryRemove(gone.Id, out set!));
                _ = list.Remove(gone);
            }

            bool expected = list.Any(e => e.Target == RevocationTarget.ClientId && e.Value == it.Value && (e.Issuer is null or "x")
                && Now + it.Issued <= e.IssuedBefore + it.Skew && Now + it.Later < e.ExpiresAt);
            return set.Revokes("x", null, null, null, it.Value, Now + it.Issued, it.Skew, Now + it.Later) == expected && set.IsEmpty == (list.Count == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static bool Revokes(RevocationSet set, double issuedAt, int skew) => set.Revokes(Issuer, null, "s", null, null, issuedAt, skew, Now);

    private static Revocation Entry(RevocationTarget target, string value) => new(Guid.NewGuid().ToString("N"), target, value, null, Now, Now + 86_400, Now);

    private static RevocationSet Set(params Revocation[] entries)
    {
        RevocationSet set = RevocationSet.Empty;
        foreach (Revocation entry in entries)
        {
            Assert.True(set.TryAdd(entry, Now, out RevocationSet? added));
            set = added;
        }

        return set;
    }
}
