using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Leases;

public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = new VerifierClusterOptions().Lease;
    private static readonly TimeSpan Grace = new VerifierClusterOptions().Grace;
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
    public async Task What_is_revoked_is_refused_at_every_front_end_when_that_is_answered()
    {
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, _clock);
        string token = await SeenEverywhereAsync(cluster);

        await RevokeAsync(cluster.FrontEnds[1]);

        Assert.All(await EverywhereAsync(cluster, token), reason => Assert.Equal(Reason.TokenRevoked, reason));
    }

    [Fact]
    public async Task A_tenants_resource_metadata_are_found_by_their_path_at_every_front_end()
    {
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, _clock);
        await _tenant.PutAsync(cluster.FrontEnds[1], settings => settings["resource"] = new JsonObject { ["identifier"] = "https://api.test/v2" });

        foreach (FrontEndServices frontEnd in cluster.FrontEnds)
        {
            await WaitAsync(() => frontEnd.Tenants.Index.ByMetadataPath("/.well-known/oauth-protected-resource/v2").SequenceEqual([_tenant.Name]));
        }
    }

    [Fact]
    public async Task With_the_push_lost_a_revocation_is_in_force_when_the_lease_is_over()
    {
        CallCut pushes = new();
        pushes.Cut(callee => callee is IFrontEnd);
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, _clock, changeSilo: silo => silo.AddOutgoingGrainCallFilter(pushes));
        await _tenant.PutAsync(cluster.Client);
        foreach (FrontEndServices frontEnd in cluster.FrontEnds)
        {
            await WaitAsync(() => frontEnd.Tenants.Index.Contains(_tenant.Name));
        }

        string token = await SeenEverywhereAsync(cluster);
        await RevokeAsync(cluster.Client);
        Assert.Contains(await EverywhereAsync(cluster, token), reason => reason is Reason.None);

        _clock.Advance(Lease);
        Assert.All(await EverywhereAsync(cluster, token), reason => Assert.Equal(Reason.TokenRevoked, reason));
    }

    [Fact]
    public async Task A_front_end_that_could_not_ask_once_long_ago_asks_before_it_uses_the_grace()
    {
        CallCut pushes = new();
        CallCut line = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(
            1, _clock, changeSilo: silo => silo.AddOutgoingGrainCallFilter(pushes), changeClient: client => client.AddOutgoingGrainCallFilter(line));
        await _tenant.PutAsync(cluster.Client);
        string token = await SeenEverywhereAsync(cluster);

        line.Cut(_ => true);
        _clock.Advance(Lease);
        Assert.True((await _tenant.BearerAsync(cluster.Client, token)).IsAllowed);
        line.Heal();
        pushes.Cut(callee => callee is IFrontEnd);
        _clock.Advance(Lease + Lease);
        await RevokeAsync(cluster.FrontEnds[0]);

        Assert.Equal(Reason.TokenRevoked, (await _tenant.BearerAsync(cluster.Client, token)).Reason);
    }

    [Fact]
    public async Task A_front_end_that_is_cut_off_goes_on_with_Bearer_for_the_grace_and_refuses_DPoP_at_once_and_then_everything_and_heals()
    {
        CallCut line = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, _clock, changeClient: client => client.AddOutgoingGrainCallFilter(line));
        FrontEndServices client = cluster.Client;
        await _tenant.PutAsync(client);
        string token = _tenant.Token();
        Assert.True((await _tenant.BearerAsync(client, token)).IsAllowed);
        Assert.True((await _tenant.DPoPAsync(client)).IsAllowed);

        line.Cut(_ => true);
        Verdict proof = await _tenant.DPoPAsync(client);
        Assert.Equal((Reason.ReplayUnavailable, 503), (proof.Reason, proof.Status));
        Assert.True((await _tenant.BearerAsync(client, token)).IsAllowed);
        _clock.Advance(Lease + Grace - TimeSpan.FromSeconds(2));
        Assert.True((await _tenant.BearerAsync(client, token)).IsAllowed);

        // New ones too.
        Assert.True((await _tenant.BearerAsync(client, _tenant.Token())).IsAllowed);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Verdict over = await _tenant.BearerAsync(client, token);
        Assert.Equal((Reason.KeysUnavailable, 503), (over.Reason, over.Status));

        line.Heal();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await _tenant.BearerAsync(client, token)).IsAllowed);
        await WaitAsync(async () => (await _tenant.DPoPAsync(client)).IsAllowed);
    }

    [Fact]
    public async Task A_silo_that_may_have_been_replaced_does_not_vouch_for_its_tenants_from_memory()
    {
        TestClock silos = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, _clock, changeSilo: silo => silo.Services.AddSingleton(services => new Authority(
            new LostMembership(),
            services.GetRequiredService<ISiloStatusOracle>(),
            services.GetRequiredService<IOptions<VerifierClusterOptions>>(),
            silos,
            NullLogger<Authority>.Instance)));
        await _tenant.PutAsync(cluster.Client);
        string token = _tenant.Token();
        Assert.True((await _tenant.BearerAsync(cluster.Client, token)).IsAllowed);

        silos.Advance(Lease);
        _clock.Advance(Lease);

        // As at a front end that is cut off: until the grace is over.
        Assert.True((await _tenant.BearerAsync(cluster.Client, token)).IsAllowed);
        _clock.Advance(Grace);
        Verdict over = await _tenant.BearerAsync(cluster.Client, token);
        Assert.Equal((Reason.KeysUnavailable, 503), (over.Reason, over.Status));
    }

    [Fact]
    public async Task A_tenants_version_is_never_used_again()
    {
        FaultyStorage storage = new();
        List<string> tags = [];
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, _clock, storage))
        {
            for (int i = 0; i < 2; i++)
            {
                await _tenant.PutAsync(before.Client);
                tags.Add((await before.Client.Administration.FindAsync(_tenant.Name, CancellationToken.None)).Entry!.ETag);
                Assert.Equal(TenantOutcome.Deleted, (await before.Client.Administration.DeleteAsync(_tenant.Name, default, "test", CancellationToken.None)).Outcome);
            }
        }

        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, _clock, storage);
        Assert.Equal(TenantOutcome.Missing, (await after.Client.Administration.FindAsync(_tenant.Name, CancellationToken.None)).Outcome);
        await _tenant.PutAsync(after.Client);
        tags.Add((await after.Client.Administration.FindAsync(_tenant.Name, CancellationToken.None)).Entry!.ETag);
        Assert.Distinct(tags);
    }

    [Fact]
    public async Task Of_two_changes_on_the_same_condition_one_is_made()
    {
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, _clock);
        await _tenant.PutAsync(cluster.Client);
        string tag = (await cluster.Client.Administration.FindAsync(_tenant.Name, CancellationToken.None)).Entry!.ETag;

        TenantChange[] changes = await Task.WhenAll(cluster.FrontEnds.Select((frontEnd, i) => frontEnd.Administration.PutAsync(
            _tenant.Policy(settings => settings["realm"] = $"realm-{i}"), new TenantCondition([tag], null), "test", CancellationToken.None).AsTask()));

        Assert.Single(changes, change => change.Outcome is TenantOutcome.Replaced);
        Assert.Equal(cluster.FrontEnds.Count - 1, changes.Count(change => change.Outcome is TenantOutcome.ConditionFailed));
    }

    [Fact]
    public async Task Tenants_outlive_the_cluster_with_their_revocations_and_nonces()
    {
        FaultyStorage storage = new();
        string token = _tenant.Token();
        string? nonce;
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, _clock, storage))
        {
            await _tenant.PutAsync(before.Client, settings => settings["dpop"] = new JsonObject { ["nonce"] = "required" });
            nonce = (await _tenant.DPoPAsync(before.Client)).Nonce;
            await RevokeAsync(before.Client);
        }

        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, _clock, storage);
        Assert.Equal(Reason.TokenRevoked, (await _tenant.BearerAsync(after.Client, token)).Reason);
        Assert.NotNull(nonce);

        // It is genuine still: this token is refused for what it is.
        Assert.Equal(Reason.TokenRevoked, (await _tenant.DPoPAsync(after.Client, nonce)).Reason);
    }

    [Fact]
    public async Task A_tenant_from_configuration_is_the_configurations_alone_until_it_names_it_no_more()
    {
        FaultyStorage storage = new();
        TestTenant other = new(_server, _clock, "other");
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, _clock, storage, options => options.Tenants = [_tenant.Policy()]))
        {
            Assert.Equal(
                TenantOutcome.Configured,
                (await before.Client.Administration.PutAsync(_tenant.Policy(settings => settings["realm"] = "x"), default, "test", CancellationToken.None)).Outcome);
            Assert.Equal(TenantOutcome.Configured, (await before.Client.Administration.DeleteAsync(_tenant.Name, default, "test", CancellationToken.None)).Outcome);
        }

        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, _clock, storage, options => options.Tenants = [other.Policy()]);
        Assert.True((await _tenant.BearerAsync(after.Client, _tenant.Token())).IsAllowed);
        Assert.Equal(TenantOutcome.Deleted, (await after.Client.Administration.DeleteAsync(_tenant.Name, default, "test", CancellationToken.None)).Outcome);
    }

    private async Task<string> SeenEverywhereAsync(VerifierTestCluster cluster)
    {
        await _tenant.PutAsync(cluster.Client);
        string token = _tenant.Token();
        Assert.All(await EverywhereAsync(cluster, token), reason => Assert.Equal(Reason.None, reason));
        return token;
    }

    private async Task<Reason[]> EverywhereAsync(VerifierTestCluster cluster, string token)
        => [.. (await Task.WhenAll(cluster.FrontEnds.Select(frontEnd => _tenant.BearerAsync(frontEnd, token)))).Select(verdict => verdict.Reason)];

    private async Task RevokeAsync(FrontEndServices frontEnd)
    {
        Assert.True(Revocation.TryCreate("""{"sub":"somebody"}"""u8, _tenant.Policy(), _clock.UnixSeconds, out Revocation? revocation, out _));
        Assert.Equal(TenantOutcome.Created, await frontEnd.Administration.RevokeAsync(_tenant.Name, revocation, "test", CancellationToken.None));
    }

    private Task WaitAsync(Func<bool> condition) => WaitAsync(() => Task.FromResult(condition()));

    // Timers run on the clock, and what they start ends when it ends.
    private async Task WaitAsync(Func<Task<bool>> condition)
    {
        for (long began = Environment.TickCount64; !await condition();)
        {
            Assert.True(Environment.TickCount64 - began < 30_000, "It never came.");
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }
    }
}
