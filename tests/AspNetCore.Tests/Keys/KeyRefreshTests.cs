using Microsoft.Extensions.Logging;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>Keys are refreshed ahead of need, outlive an outage for a time, and are left alone when nobody uses them.</summary>
public sealed class KeyRefreshTests : IssuerKeysTest
{
    [Fact]
    public async Task Keys_in_use_are_refreshed_ahead_without_a_request()
    {
        _ = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("second");

        Clock.Advance(TimeSpan.FromSeconds(539));
        Assert.Equal(1, Fetcher.Count);
        Clock.Advance(TimeSpan.FromSeconds(121));
        _ = await Logger.NextAsync();

        Assert.Equal(2, Fetcher.Count);
        Assert.Equal(["second"], Kids(GetAtOnce()));
    }

    [Fact]
    public async Task A_removed_key_is_gone_with_the_next_refresh()
    {
        Fetcher.Jwks = TestJwks.Of("first", "withdrawn");
        KeySet before = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("first");
        Clock.Advance(TimeSpan.FromSeconds(660));
        _ = await Logger.NextAsync();

        KeySet after = GetAtOnce()!;
        Assert.True(after.Holds(before.Keys[0]));
        Assert.False(after.Holds(before.Keys[1]));
    }

    [Fact]
    public async Task While_a_refresh_hangs_held_keys_are_answered_at_once()
    {
        KeySet keys = await FetchFirstAsync();
        _ = Fetcher.Hold();
        Skip(660);

        Assert.Same(keys, GetAtOnce());
    }

    [Fact]
    public async Task In_an_outage_held_keys_serve_until_their_maximum_age_and_then_none_do()
    {
        _ = await FetchFirstAsync();
        Fetcher.Fail();
        for (int passed = 0; passed < TestTenant.MaxStaleSeconds; passed += 300)
        {
            Assert.Equal(["first"], Kids(GetAtOnce()));
            Clock.Advance(TimeSpan.FromSeconds(300));
            await SettleAsync();
        }

        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task After_an_outage_keys_come_back_without_a_request()
    {
        _ = await FetchFirstAsync();
        Fetcher.Fail();
        for (int passed = 0; passed < 4000; passed += 100)
        {
            Task<KeySet?> use = GetAsync().AsTask();
            Clock.Advance(TimeSpan.FromSeconds(100));
            await SettleAsync();
            _ = await use;
        }

        Fetcher.Answer = null;
        Clock.Advance(TimeSpan.FromSeconds(60));
        await SettleAsync();

        Assert.Equal(["first"], Kids(GetAtOnce()));
    }

    [Fact]
    public async Task In_an_outage_the_issuer_is_asked_ever_less()
    {
        _ = await FetchFirstAsync();
        Fetcher.Fail();
        Clock.Advance(TimeSpan.FromSeconds(539));
        int before = Fetcher.Count;
        for (int passed = 0; passed < 600; passed++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync();
        }

        // After 1, 2, 4, 8, 16, 32 s and then each minute, beginning at some time between 540 and 660 s.
        Assert.InRange(Fetcher.Count - before, 12, 17);
    }

    [Fact]
    public async Task Keys_that_nobody_uses_are_not_refreshed_any_more()
    {
        _ = await FetchFirstAsync();
        for (int passed = 0; passed < 3000; passed += 60)
        {
            Clock.Advance(TimeSpan.FromSeconds(60));
            await SettleAsync();
        }

        Assert.InRange(Fetcher.Count, 3, 4);
    }

    [Fact]
    public async Task After_a_pause_within_the_maximum_age_nobody_waits_and_a_refresh_begins()
    {
        KeySet keys = await FetchFirstAsync();
        await PauseAsync(3500);
        int before = Fetcher.Count;
        TaskCompletionSource released = Fetcher.Hold();

        Assert.Same(keys.Keys[0], GetAtOnce()!.Keys[0]);
        released.SetResult();
        await SettleAsync();
        Assert.Equal(before + 1, Fetcher.Count);
    }

    [Fact]
    public async Task After_a_pause_beyond_the_maximum_age_the_next_request_waits_for_a_fetch()
    {
        _ = await FetchFirstAsync();
        await PauseAsync(10_000);
        Fetcher.Jwks = TestJwks.Of("second");

        Assert.Equal(["second"], Kids(await GetAsync()));
    }

    [Fact]
    public async Task What_nobody_uses_takes_no_memory_for_ever()
    {
        _ = await FetchFirstAsync();
        await PauseAsync(10_000);

        Assert.Null(Assert.Single(Keys.Views(Acme)).FetchedAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-86_400)]
    public async Task No_request_gets_keys_beyond_their_maximum_age_also_before_anybody_has_looked_around(int step)
    {
        KeySet keys = await FetchFirstAsync();
        Fetcher.Fail();
        Clock.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(Clock.UnixSeconds + step));
        Assert.Same(keys, GetAtOnce());

        Clock.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(Clock.UnixSeconds + TestTenant.MaxStaleSeconds));

        Assert.Null(await GetAsync());
    }

    [Theory]
    [InlineData(-86_400)]
    [InlineData(-500)]
    public async Task A_clock_set_back_puts_no_refresh_off(int step)
    {
        _ = await FetchFirstAsync();
        Clock.Advance(TimeSpan.FromSeconds(500));
        Clock.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(Clock.UnixSeconds + step));
        Clock.Advance(TimeSpan.FromSeconds(165));
        _ = await Logger.NextAsync();

        Assert.Equal(2, Fetcher.Count);
    }

    [Fact]
    public async Task No_more_than_64_refreshes_are_under_way_at_a_time()
    {
        IssuerPolicy[] issuers = [.. Enumerable.Range(0, 100).Select(i => new IssuerPolicy($"https://issuer{i}.example", IsInternal: false))];
        _ = await Keys.RefreshAsync(TestTenant.Of("one", issuers), CancellationToken.None);
        _ = await Keys.RefreshAsync(TestTenant.Of("two", issuers), CancellationToken.None);
        TaskCompletionSource released = Fetcher.Hold();

        Skip(660);
        await SettleAsync();
        Skip(1);
        await SettleAsync();
        Assert.Equal(200 + 64, Fetcher.Count);

        // Those that waited get their turn.
        released.SetResult();
        for (int passed = 0; passed < 10; passed++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync();
        }

        Assert.Equal(400, Fetcher.Count);
    }

    [Fact]
    public async Task An_operator_can_have_keys_fetched_now()
    {
        _ = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("second");

        KeyRingView view = Assert.Single((await Keys.RefreshAsync(Acme, CancellationToken.None))!);

        Assert.Equal("second", Assert.Single(view.Keys).Kid);
        Assert.Equal(["second"], Kids(GetAtOnce()));
    }

    [Fact]
    public async Task An_operators_fetch_begins_after_the_call_also_when_another_is_under_way()
    {
        _ = await FetchFirstAsync();
        TaskCompletionSource released = Fetcher.Hold();
        Task<IReadOnlyList<KeyRingView>?> earlier = Keys.RefreshAsync(Acme, CancellationToken.None).AsTask();
        await SettleAsync();

        Fetcher.Jwks = TestJwks.Of("second");
        Task<IReadOnlyList<KeyRingView>?> later = Keys.RefreshAsync(Acme, CancellationToken.None).AsTask();
        released.SetResult();

        _ = await earlier;
        Assert.Equal("second", Assert.Single(Assert.Single((await later)!).Keys).Kid);
        Assert.Equal(3, Fetcher.Count);
    }

    [Fact]
    public async Task The_view_names_issuers_whose_keys_were_never_needed()
    {
        var unused = new IssuerPolicy("https://a.example", IsInternal: false);
        _ = await FetchFirstAsync();

        IReadOnlyList<KeyRingView> views = Keys.Views(TestTenant.Of("acme", Issuer, unused));

        Assert.Equal([(unused.Issuer, null), (Issuer.Issuer, KeyOrigin.Fetched)], views.Select(view => (view.Issuer, view.Source)));
    }

    [Fact]
    public async Task The_log_tells_an_operator_what_is_wrong_and_how_long_it_may_be()
    {
        _ = await GetAsync();
        Assert.Equal(
            (LogLevel.Information, 1101, "Keys of https://issuer.example for tenant acme fetched: 1 held; next refresh at NEXT; published and not usable: none"),
            Without(await Logger.NextAsync(), "next refresh at "));

        Fetcher.Fail("https://issuer.example/jwks answered 500");
        _ = await Keys.RefreshAsync(Acme, CancellationToken.None);
        Assert.Equal(
            (LogLevel.Warning, 1103, "Keys of https://issuer.example for tenant acme not refreshed: https://issuer.example/jwks answered 500; the 1 keys held stay in use until 2030-01-01T01:00:00Z; next try at NEXT"),
            Without(await Logger.NextAsync(), "next try at "));

        await Keys.ForgetAsync(Acme, CancellationToken.None);
        _ = await GetAsync();
        Assert.Equal(
            (LogLevel.Error, 1104, "Keys of https://issuer.example for tenant acme not fetched: https://issuer.example/jwks answered 500; its tokens are answered with 503 until that is mended; next try at 2030-01-01T00:00:01Z"),
            await Logger.NextAsync());
    }

    // When the next one is depends on the jitter.
    private static (LogLevel, int, string) Without((LogLevel Level, int Event, string Message) entry, string words)
    {
        int at = entry.Message.IndexOf(words, StringComparison.Ordinal) + words.Length;
        return (entry.Level, entry.Event, $"{entry.Message[..at]}NEXT{entry.Message[(at + "2030-01-01T00:00:00Z".Length)..]}");
    }

    private async Task PauseAsync(int seconds)
    {
        for (int passed = 0; passed < seconds; passed += 100)
        {
            Clock.Advance(TimeSpan.FromSeconds(100));
            await SettleAsync();
        }
    }
}
