using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>Fetched once for everybody, and whose keys are whose.</summary>
public sealed class IssuerKeysTests : IssuerKeysTest
{
    [Fact]
    public async Task Five_hundred_callers_at_once_cause_one_discovery_and_one_JWKS_request()
    {
        await using IssuerServer server = await IssuerServer.StartAsync();
        server.Jwks = TestJwks.Of("first");
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server[IssuerServer.OpenId] = async context =>
        {
            await opened.Task;
            await IssuerServer.Json(context, server.Metadata());
        };
        var issuer = new IssuerPolicy(server.Origin, IsInternal: false);
        TenantPolicy tenant = TestTenant.Of("acme", issuer);
        using var keys = new IssuerKeys(new HttpsKeyFetcher(new FetchOptions { AllowHttpLoopback = true }, Clock), Clock, Logger);

        var callers = new Task<KeySet?>[500];
        _ = Parallel.For(0, callers.Length, i => callers[i] = keys.GetAsync(tenant, issuer, CancellationToken.None).AsTask());
        opened.SetResult();
        KeySet?[] answers = await Task.WhenAll(callers);

        Assert.Equal([IssuerServer.OpenId, "/jwks"], server.Requests);
        Assert.Equal(["first"], Kids(Assert.Single(answers.Distinct())));
    }

    [Fact]
    public void Nothing_is_fetched_before_somebody_needs_it()
    {
        Clock.Advance(TimeSpan.FromSeconds(10_000));

        Assert.Equal(0, Fetcher.Count);
    }

    [Fact]
    public async Task Held_keys_are_answered_at_once()
    {
        KeySet keys = await FetchFirstAsync();

        Assert.Same(keys, GetAtOnce());
        Assert.Equal(1, Fetcher.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_that_gives_up_leaves_the_fetch_to_the_others()
    {
        TaskCompletionSource released = Fetcher.Hold();
        using var patience = new CancellationTokenSource();
        Task<KeySet?> impatient = Keys.GetAsync(Acme, Issuer, patience.Token).AsTask();
        Task<KeySet?> patient = GetAsync().AsTask();

        await patience.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        released.SetResult();

        Assert.Equal(["first"], Kids(await patient));
        Assert.Equal(1, Fetcher.Count);
    }

    [Fact]
    public async Task After_a_failed_first_fetch_nobody_waits_until_the_next_try()
    {
        Fetcher.Fail();
        Assert.Null(await GetAsync());

        Assert.Null(GetAtOnce());
        Assert.Equal(1, Fetcher.Count);
    }

    [Fact]
    public async Task An_issuer_that_was_down_at_first_is_tried_again_without_a_request()
    {
        Fetcher.Fail();
        Assert.Null(await GetAsync());
        _ = await Logger.NextAsync();

        Fetcher.Answer = null;
        Clock.Advance(TimeSpan.FromSeconds(1));
        _ = await Logger.NextAsync();

        Assert.Equal(["first"], Kids(GetAtOnce()));
    }

    [Fact]
    public async Task One_bad_key_does_not_spoil_the_others()
    {
        Fetcher.Jwks = $$"""{"keys":[{"kty":"RSA","kid":"bad","n":"AQAB","e":"AQAB"},{{TestJwks.Key("good")}},7]}""";

        Assert.Equal(["good"], Kids(await GetAsync()));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public async Task An_issuer_that_begins_to_answer_nonsense_wipes_no_good_keys(string nonsense)
    {
        _ = await FetchFirstAsync();
        Fetcher.Jwks = nonsense;
        Clock.Advance(TimeSpan.FromSeconds(660));

        Assert.Equal(LogLevel.Warning, (await Logger.NextAsync()).Level);
        Assert.Equal(["first"], Kids(GetAtOnce()));
    }

    [Fact]
    public async Task Tenants_share_no_keys_even_of_the_same_issuer()
    {
        TenantPolicy other = TestTenant.Of("other", Issuer);
        KeySet acme = await FetchFirstAsync();
        Fetcher.Jwks = TestJwks.Of("second");

        Assert.Equal(["second"], Kids(await Keys.GetAsync(other, Issuer, CancellationToken.None)));
        Assert.Same(acme, GetAtOnce());
    }

    [Fact]
    public async Task Keys_that_were_fetched_for_an_internal_issuer_are_not_those_of_a_public_one()
    {
        _ = await FetchFirstAsync();
        bool? askedAsInternal = null;
        Fetcher.Answer = (issuer, _) =>
        {
            askedAsInternal = issuer.IsInternal;
            return Task.FromResult(KeyFetch.Failed("no"));
        };

        Assert.Null(await Keys.GetAsync(Acme, Issuer with { IsInternal = true }, CancellationToken.None));
        Assert.True(askedAsInternal);
    }

    [Fact]
    public async Task A_removed_tenants_keys_are_forgotten()
    {
        _ = await FetchFirstAsync();
        await Keys.ForgetAsync(Acme, CancellationToken.None);
        Fetcher.Fail();

        Assert.Null(await GetAsync());
    }

    [Fact]
    public async Task A_changed_tenant_keeps_the_keys_of_the_issuers_it_keeps()
    {
        var dropped = new IssuerPolicy("https://dropped.example", IsInternal: false);
        TenantPolicy before = TestTenant.Of("acme", Issuer, dropped);
        _ = await Keys.RefreshAsync(before, CancellationToken.None);
        Fetcher.Fail();

        await Keys.RetainAsync(Acme, CancellationToken.None);

        Assert.Equal(["first"], Kids(GetAtOnce()));
        Assert.Null(await Keys.GetAsync(before, dropped, CancellationToken.None));
    }

    [Fact]
    public async Task A_fetcher_that_throws_is_a_failed_fetch_and_a_log_entry()
    {
        Fetcher.Answer = (_, _) => throw new InvalidOperationException("a bug");

        Assert.Null(await GetAsync());
        Assert.Equal(1105, (await Logger.NextAsync()).Event);
        Assert.Equal("the fetch ended with a InvalidOperationException", Assert.Single(Keys.Views(Acme)).LastError);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_fetcher_that_never_ends_is_given_up_and_told()
    {
        var begun = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        Fetcher.Answer = (_, cancellationToken) =>
        {
            begun.TrySetResult(cancellationToken);
            return new TaskCompletionSource<KeyFetch>().Task;
        };
        Task<KeySet?> keys = GetAsync().AsTask();
        CancellationToken told = await begun.Task;
        while (!keys.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Null(await keys);
        Assert.True(told.IsCancellationRequested);
    }

    [Fact]
    public async Task A_fetch_does_not_run_with_the_ambient_state_of_the_request_that_came_first()
    {
        var ambient = new AsyncLocal<string?> { Value = "one request's" };
        string? seen = "none";
        Fetcher.Answer = (_, _) =>
        {
            seen = ambient.Value;
            return Task.FromResult(KeyFetch.Failed("no"));
        };

        _ = await GetAsync();

        Assert.Null(seen);
    }

    [Fact(Timeout = 60_000)]
    public async Task After_the_stop_nobody_waits()
    {
        _ = Fetcher.Hold();
        Task<KeySet?> waiting = GetAsync().AsTask();
        Keys.Dispose();

        Assert.Null(await waiting);
    }
}
