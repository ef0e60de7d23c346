using Verifier.Keys;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>A token names a key that is not held.</summary>
public sealed class KeyRotationTests : IssuerKeysTest
{
    [Fact]
    public async Task After_a_rotation_the_same_request_gets_the_new_key()
    {
        KeySet known = await FetchFirstAsync();
        Assert.Same(known, GetAtOnce());
        Fetcher.Jwks = TestJwks.Of("first", "second");

        Assert.Equal(["first", "second"], Kids(await AskAsync(known)));
        Assert.Equal(["first", "second"], Kids(GetAtOnce()));
        Assert.Equal(2, Fetcher.Count);
    }

    [Fact]
    public async Task Five_hundred_requests_with_a_new_key_cause_one_fetch()
    {
        KeySet known = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("second");
        TaskCompletionSource released = Fetcher.Hold();

        var callers = new Task<KeySet?>[500];
        _ = Parallel.For(0, callers.Length, i => callers[i] = AskAsync(known).AsTask());
        released.SetResult();

        Assert.All(await Task.WhenAll(callers), keys => Assert.Equal(["second"], Kids(keys)));
        Assert.Equal(2, Fetcher.Count);
    }

    [Fact]
    public async Task Who_comes_late_with_old_keys_gets_the_new_ones_without_a_fetch()
    {
        KeySet known = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("second");
        _ = await AskAsync(known);

        Task<KeySet?> keys = AskAsync(known).AsTask();

        Assert.True(keys.IsCompletedSuccessfully);
        Assert.Equal(["second"], Kids(await keys));
        Assert.Equal(2, Fetcher.Count);
    }

    [Fact]
    public async Task A_flood_of_ten_thousand_unknown_kids_costs_one_fetch_in_a_cool_down_and_known_keys_do_not_suffer()
    {
        KeySet known = await FetchFirstAsync();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(["first"], Kids(await AskAsync(GetAtOnce()!)));
            Assert.Equal(["first"], Kids(GetAtOnce()));
            if (i % 400 == 399)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        // 25 seconds: at 0, 10 and 20.
        Assert.Equal(1 + 3, Fetcher.Count);
        Assert.Equal(["first"], Kids(known));
    }

    [Fact]
    public async Task A_flood_at_an_issuer_that_is_down_costs_no_more()
    {
        KeySet known = await FetchFirstAsync();
        Fetcher.Fail();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal(["first"], Kids(await AskAsync(known)));
        }

        Assert.Equal(2, Fetcher.Count);
    }

    [Fact]
    public async Task While_an_unknown_kid_is_looked_for_known_keys_are_answered_at_once()
    {
        KeySet known = await FetchFirstAsync();
        TaskCompletionSource released = Fetcher.Hold();
        Task<KeySet?> asking = AskAsync(known).AsTask();

        Assert.False(asking.IsCompleted);
        Assert.Same(known, GetAtOnce());

        released.SetResult();
        _ = await asking;
    }

    [Fact]
    public async Task During_the_cool_down_an_unknown_kid_is_answered_at_once()
    {
        KeySet known = await FetchFirstAsync();
        KeySet? held = await AskAsync(known);

        Assert.True(AskAsync(held!).AsTask().IsCompletedSuccessfully);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_refresh_that_began_before_the_rotation_does_not_hide_the_new_key()
    {
        KeySet known = await FetchFirstAsync();
        TaskCompletionSource released = Fetcher.Hold();
        Skip(660);
        await SettleAsync();

        // The refresh has its answer; only now the issuer publishes the new key, and a token signed with it arrives.
        Fetcher.Jwks = TestJwks.Of("first", "second");
        Task<KeySet?> asking = AskAsync(known).AsTask();
        released.SetResult();

        Assert.Equal(["first", "second"], Kids(await asking));
        Assert.Equal(3, Fetcher.Count);
    }

    [Fact]
    public async Task A_refresh_that_brings_the_new_key_is_all_it_takes()
    {
        KeySet known = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("first", "second");
        TaskCompletionSource released = Fetcher.Hold();
        Skip(660);
        await SettleAsync();
        Task<KeySet?> asking = AskAsync(known).AsTask();
        released.SetResult();
        KeySet? found = await asking;

        Assert.Equal(["first", "second"], Kids(found));
        Assert.Equal(2, Fetcher.Count);

        // The cool-down was not used up by it: the next rotation is found at once.
        Fetcher.Jwks = TestJwks.Of("third");
        Assert.Equal(["third"], Kids(await AskAsync(found!)));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_that_gives_up_leaves_the_search_to_the_others()
    {
        KeySet known = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("second");
        TaskCompletionSource released = Fetcher.Hold();
        using var patience = new CancellationTokenSource();
        Task<KeySet?> impatient = Keys.AskAsync(Acme, Issuer, known, patience.Token).AsTask();
        Task<KeySet?> patient = AskAsync(known).AsTask();

        await patience.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        released.SetResult();

        Assert.Equal(["second"], Kids(await patient));
        Assert.Equal(2, Fetcher.Count);
    }
}
