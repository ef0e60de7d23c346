using Verifier.Keys;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Keys;

public sealed class KeyOwnerTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private LoopbackIssuer _server = null!;
    private TestTenant _tenant = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Time = _clock });
        _tenant = new TestTenant(_server, _clock);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Five_hundred_first_requests_over_all_front_ends_cost_one_fetch_and_a_rotation_one_more()
    {
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(3, _clock);
        await _tenant.PutAsync(cluster.Client);

        await AssertAllPassAsync(cluster, 500);
        Assert.Equal((1, 1), (_server.DiscoveryFetches, _server.JwksFetches));

        _ = _server.Issuer.Rotate();
        await AssertAllPassAsync(cluster, 500);
        Assert.Equal((2, 2), (_server.DiscoveryFetches, _server.JwksFetches));
    }

    [Fact]
    public async Task A_flood_of_random_kids_costs_one_fetch_and_one_call_a_front_end_in_each_cool_down()
    {
        CallCut calls = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, _clock, changeClient: client => client.AddOutgoingGrainCallFilter(calls));
        await _tenant.PutAsync(cluster.Client);
        await AssertAllPassAsync(cluster, 4);

        for (int round = 1; round <= 2; round++)
        {
            Verdict[] flood = await Task.WhenAll(Enumerable.Range(0, 500).Select(i =>
                _tenant.BearerAsync(cluster.FrontEnds[i % 3], _tenant.Token(token => token.Header["kid"] = Guid.NewGuid().ToString()))));
            Assert.All(flood, verdict => Assert.Equal(Reason.KeyUnknown, verdict.Reason));
            Assert.Equal(1 + round, _server.JwksFetches);
            _clock.SetUtcNow(_clock.GetUtcNow().AddSeconds(KeyRing.CoolDownSeconds));
        }

        Assert.InRange(calls.Passed.Where(call => call.Key.EndsWith("AskAsync", StringComparison.Ordinal)).Sum(call => call.Value), 2, 4);
    }

    [Fact]
    public async Task After_a_full_restart_with_the_issuer_down_the_stored_keys_serve_until_their_maximum_age()
    {
        FaultyStorage storage = new();
        string token = _tenant.Token();
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(2, _clock, storage))
        {
            await _tenant.PutAsync(before.Client, settings => settings["keys"] = new System.Text.Json.Nodes.JsonObject { ["maxStaleSeconds"] = 3600 });
            Assert.True((await _tenant.BearerAsync(before.Client, token)).IsAllowed);
        }

        await _server.TakeDownAsync();
        _clock.SetUtcNow(_clock.GetUtcNow().AddSeconds(3000));
        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(2, _clock, storage);
        Assert.All(await Task.WhenAll(after.FrontEnds.Select(frontEnd => _tenant.BearerAsync(frontEnd, token))), verdict => Assert.Equal(Reason.None, verdict.Reason));
        IReadOnlyList<KeyRingView>? rings = await after.Client.Keys.ViewsAsync(_tenant.Policy(), CancellationToken.None);
        Assert.Contains(Assert.Single(rings!).Source, (KeyOrigin?[])[KeyOrigin.Stored, KeyOrigin.Stale]);

        _clock.SetUtcNow(_clock.GetUtcNow().AddSeconds(600));
        Verdict over = await _tenant.BearerAsync(after.Client, token);
        Assert.Equal((Reason.KeysUnavailable, 503), (over.Reason, over.Status));
    }

    [Fact]
    public async Task A_withdrawn_key_is_gone_at_every_front_end_when_its_owner_has_heard_of_it()
    {
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, _clock);
        await _tenant.PutAsync(cluster.Client);
        string token = _tenant.Token();
        Assert.All(await Task.WhenAll(cluster.FrontEnds.Select(frontEnd => _tenant.BearerAsync(frontEnd, token))), verdict => Assert.True(verdict.IsAllowed));

        _ = _server.Issuer.Rotate(keepOld: false);
        Assert.NotNull(await cluster.FrontEnds[1].Keys.RefreshAsync(_tenant.Policy(), CancellationToken.None));

        Assert.All(await Task.WhenAll(cluster.FrontEnds.Select(frontEnd => _tenant.BearerAsync(frontEnd, token))), verdict => Assert.Equal(Reason.KeyUnknown, verdict.Reason));
    }

    private async Task AssertAllPassAsync(VerifierTestCluster cluster, int requests)
    {
        IReadOnlyList<FrontEndServices> frontEnds = cluster.FrontEnds;
        string[] tokens = [.. Enumerable.Range(0, 20).Select(_ => _tenant.Token())];
        Verdict[] verdicts = await Task.WhenAll(Enumerable.Range(0, requests).Select(i => Task.Run(() => _tenant.BearerAsync(frontEnds[i % frontEnds.Count], tokens[i % tokens.Length]))));
        Assert.All(verdicts, verdict => Assert.Equal(Reason.None, verdict.Reason));
    }
}
