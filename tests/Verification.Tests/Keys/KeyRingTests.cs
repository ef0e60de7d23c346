using Verifier.Jose;
using Verifier.Keys;
using Verifier.Verification.Tests.Jose;

namespace Verifier.Verification.Tests.Keys;

public sealed class KeyRingTests
{
    private const long Start = 1_750_000_000;

    private static readonly RefreshPlan Plan = new(RefreshSeconds: 600, MaxStaleSeconds: 3600);

    private static readonly string First = TestKeySet.P256("first");

    private static readonly string Second = TestKeySet.P384("second");

    private readonly KeyRing _ring = new("https://issuer.example");

    [Fact]
    public void A_new_ring_has_nothing_and_asks_at_once()
    {
        Assert.Null(_ring.Usable(Start, Plan));
        Assert.True(_ring.ShouldRefresh(Start, Plan));
    }

    [Fact]
    public void Fetched_keys_are_due_after_the_refresh_time()
    {
        Succeed(Start, First);

        Assert.False(_ring.ShouldRefresh(Start + 599, Plan));
        Assert.True(_ring.ShouldRefresh(Start + 600, Plan));
    }

    [Fact]
    public void A_changed_plan_holds_for_keys_that_were_fetched_before()
    {
        Succeed(Start, First);

        Assert.True(_ring.ShouldRefresh(Start + 60, new RefreshPlan(60, 3600)));
        Assert.Null(_ring.Usable(Start + 60, new RefreshPlan(30, 60)));
    }

    [Fact]
    public void Keys_serve_until_their_maximum_age_when_the_issuer_is_down_and_not_a_second_longer()
    {
        Succeed(Start, First);
        _ring.Failed("it answered 500", Start + 600);

        Assert.NotNull(_ring.Usable(Start + 3599, Plan));
        Assert.Null(_ring.Usable(Start + 3600, Plan));
    }

    [Fact]
    public void Failures_are_retried_ever_more_slowly_and_success_forgives_them()
    {
        Succeed(Start, First);
        long now = Start + 600;
        foreach (long wait in (long[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            Assert.True(_ring.ShouldRefresh(now, Plan));
            _ring.Failed("it answered 500", now);
            Assert.False(_ring.ShouldRefresh(now + wait - 1, Plan));
            now += wait;
        }

        Succeed(now, First);
        _ring.Failed("it answered 500", now + 600);
        Assert.True(_ring.ShouldRefresh(now + 601, Plan));
    }

    [Fact]
    public void A_failure_before_the_keys_are_due_does_not_make_them_due()
    {
        Succeed(Start, First);
        _ring.Failed("it answered 500", Start + 100);

        Assert.False(_ring.ShouldRefresh(Start + 599, Plan));
        Assert.True(_ring.ShouldRefresh(Start + 600, Plan));
    }

    [Fact]
    public void A_key_that_is_not_published_any_more_is_gone_at_once()
    {
        Succeed(Start, First, Second);
        Succeed(Start + 600, Second);

        Assert.Equal(["second"], Kids(Start + 600));
    }

    [Theory]
    [InlineData("""{"keys":[]}""", "its JWKS holds no keys")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA"}]}""", "no key of its JWKS can be used; key 1: ")]
    public void A_set_without_any_usable_key_wipes_no_good_ones(string jwks, string fault)
    {
        Succeed(Start, First);

        Assert.False(_ring.Succeeded(TestKeySet.Read(jwks, Start + 600), Start + 600, 0.5));

        Assert.Equal(["first"], Kids(Start + 600));
        Assert.StartsWith(fault, _ring.View(Start + 600, Plan).LastError, StringComparison.Ordinal);
        Assert.True(_ring.ShouldRefresh(Start + 601, Plan));
    }

    [Fact]
    public void A_key_that_stays_stays_the_same_object_so_that_it_is_imported_once()
    {
        Succeed(Start, First);
        SignatureKey key = _ring.Usable(Start, Plan)!.Keys[0];
        Succeed(Start + 600, Second, First);

        Assert.Same(key, _ring.Usable(Start + 600, Plan)!.Keys[1]);
    }

    [Fact]
    public void One_fetch_for_an_unknown_kid_is_allowed_in_10_s()
    {
        Succeed(Start, First);

        Assert.True(_ring.MayAsk(Start + 5));
        Assert.False(_ring.MayAsk(Start + 5));
        Assert.False(_ring.MayAsk(Start + 14));
        Assert.True(_ring.MayAsk(Start + 15));
    }

    [Fact]
    public void Nothing_but_time_ends_the_cool_down()
    {
        Assert.True(_ring.MayAsk(Start));
        Assert.False(_ring.MayAsk(Start + 1));
        _ring.Failed("it answered 500", Start + 1);
        Assert.False(_ring.MayAsk(Start + 2));
        Succeed(Start + 2, First);
        Assert.False(_ring.MayAsk(Start + 9));
        Assert.True(_ring.MayAsk(Start + 10));
    }

    [Fact]
    public void Stored_keys_serve_with_the_age_they_had()
    {
        Assert.True(_ring.Restore(TestKeySet.Of(Start - 3000, First), Start, 0.5));

        Assert.Equal(KeyOrigin.Stored, _ring.View(Start, Plan).Source);
        Assert.True(_ring.ShouldRefresh(Start, Plan));
        Assert.NotNull(_ring.Usable(Start + 599, Plan));
        Assert.Null(_ring.Usable(Start + 600, Plan));
    }

    [Fact]
    public void Stored_keys_that_are_young_are_not_fetched_again_at_a_restart()
    {
        Assert.True(_ring.Restore(TestKeySet.Of(Start - 100, First), Start, 0.5));

        Assert.False(_ring.ShouldRefresh(Start + 499, Plan));
        Assert.True(_ring.ShouldRefresh(Start + 500, Plan));
    }

    [Fact]
    public void Stored_keys_do_not_replace_fetched_ones()
    {
        Succeed(Start, First);

        Assert.False(_ring.Restore(TestKeySet.Of(Start, Second), Start, 0.5));
        Assert.Equal(["first"], Kids(Start));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Stored_keys_of_the_future_have_an_unknown_age_and_are_not_taken(int ahead, bool taken)
    {
        Assert.Equal(taken, _ring.Restore(TestKeySet.Of(Start + ahead, First), Start, 0.5));
        Assert.Null(_ring.Usable(Start + 3600, Plan));
    }

    [Fact]
    public void Stored_nothing_is_not_taken() => Assert.False(_ring.Restore(TestKeySet.Of(Start), Start, 0.5));

    [Fact]
    public void The_view_says_where_keys_come_from()
    {
        Assert.Null(_ring.View(Start, Plan).Source);
        Succeed(Start, First);
        Assert.Equal(KeyOrigin.Fetched, _ring.View(Start, Plan).Source);
        _ring.Failed("it answered 500", Start + 100);
        Assert.Equal(KeyOrigin.Fetched, _ring.View(Start + 100, Plan).Source);
        _ring.Failed("it answered 500", Start + 600);
        Assert.Equal(KeyOrigin.Stale, _ring.View(Start + 600, Plan).Source);
        Succeed(Start + 601, First);
        Assert.Equal(KeyOrigin.Fetched, _ring.View(Start + 601, Plan).Source);
    }

    [Fact]
    public void The_view_has_everything_an_operator_asks_for()
    {
        Succeed(Start, First);
        Succeed(Start + 600, First, TestJwk.Of(TestJwk.Rsa2048).With("kid", "second").With("alg", "PS256").ToJsonString(), """{"kty":"oct","k":"AAAA"}""");
        _ = _ring.MayAsk(Start + 700);
        _ring.Failed("it answered 500", Start + 701);

        KeyRingView view = _ring.View(Start + 702, Plan);

        Assert.Equal("https://issuer.example", view.Issuer);
        Assert.Equal([("first", "EC", null, Start), ("second", "RSA", "PS256", Start + 600)], view.Keys.Select(key => (key.Kid, key.Type, key.Algorithm, key.FirstSeen)));
        Assert.StartsWith("key 3: ", Assert.Single(view.LeftOut), StringComparison.Ordinal);
        Assert.Equal((Start + 600, Start + 4200, Start + 1200, Start + 710), (view.FetchedAt, view.UsableUntil, view.NextRefresh, view.CoolDownUntil));
        Assert.Equal((1, "it answered 500", Start + 701), (view.Failures, view.LastError, view.LastErrorAt));
    }

    [Fact]
    public void A_key_that_comes_back_is_seen_for_the_first_time_again()
    {
        Succeed(Start, First, Second);
        Succeed(Start + 600, Second);
        Succeed(Start + 1200, First, Second);

        Assert.Equal([Start + 1200, Start], _ring.View(Start + 1200, Plan).Keys.Select(key => key.FirstSeen));
    }

    [Fact]
    public void A_fault_is_kept_in_printable_ASCII_and_cut_short()
    {
        _ring.Failed($"it said \"\r\n\u001b[31m{new string('x', 10_000)}", Start);

        string fault = _ring.View(Start, Plan).LastError!;
        Assert.StartsWith("it said \"???[31mxxx", fault, StringComparison.Ordinal);
        Assert.Equal(503, fault.Length);
    }

    private void Succeed(long now, params string[] keys) => Assert.True(_ring.Succeeded(TestKeySet.Of(now, keys), now, 0.5));

    private IEnumerable<string?> Kids(long now) => _ring.Usable(now, Plan)!.Keys.Select(key => key.Jwk.Kid);
}
