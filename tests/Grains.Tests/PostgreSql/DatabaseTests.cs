using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Verifier.Grains.Replay;
using Verifier.Replay;

namespace Verifier.Grains.Tests.PostgreSql;

public sealed class DatabaseTests : IAsyncLifetime
{
    private PostgresServer? _server;

    public async Task InitializeAsync() => _server = await PostgresServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Of_first_writes_of_one_grains_state_at_once_one_wins()
    {
        await using VerifierTestCluster cluster = await StartAsync();
        IGrainStorage[] stores = [.. cluster.FrontEnds.Skip(1).Select(silo => silo.Services.GetRequiredKeyedService<IGrainStorage>("verifier"))];
        Assert.Equal(2, stores.Length);

        for (int round = 0; round < 50; round++)
        {
            GrainId grain = GrainId.Create("race", $"{Guid.NewGuid()}");
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => TryWriteAsync(stores[i % 2], grain, i))));
            Assert.Single(won, true);

            GrainState<ShardState> stored = new();
            await stores[0].ReadStateAsync("shard", grain, stored);
            Assert.Equal(Array.IndexOf(won, true), stored.State!.Number);
        }
    }

    [SkippableFact]
    public async Task A_cluster_that_is_stopped_and_started_again_remembers_the_proofs_and_fences_nobody()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        ProofUse[] used = [.. Enumerable.Range(0, 16).Select(i => Uses.New(now, key: (ulong)i))];
        await using (VerifierTestCluster before = await StartAsync())
        {
            Assert.All(await AskAsync(before, used), answer => Assert.Equal(Reason.None, answer.Reason));
        }

        await using VerifierTestCluster after = await StartAsync();
        Assert.All(await AskAsync(after, [.. used.Select(use => use.Again())]), answer => Assert.Equal(Reason.ProofReplayed, answer.Reason));
        Assert.All(await AskAsync(after, [.. used.Select(use => Uses.New(now, key: use.Key))]), answer => Assert.Equal(Reason.None, answer.Reason));
    }

    [SkippableFact]
    public async Task A_server_that_breaks_off_and_comes_back_is_gone_on_with_and_no_proof_passes_twice()
    {
        await using VerifierTestCluster cluster = await StartAsync();
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        ProofUse[] used = [.. Enumerable.Range(0, 16).Select(i => Uses.New(now, key: (ulong)i))];
        Assert.All(await AskAsync(cluster, used), answer => Assert.Equal(Reason.None, answer.Reason));

        await _server!.RestartAsync();

        Assert.All(await AskAsync(cluster, [.. used.Select(use => use.Again())]), answer => Assert.NotEqual(Reason.None, answer.Reason));
        for (long began = Environment.TickCount64; ;)
        {
            ReplayAnswer[] fresh = await AskAsync(cluster, [.. used.Select(use => Uses.New(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), key: use.Key))]);
            if (fresh.All(answer => answer.Reason is Reason.None))
            {
                break;
            }

            Assert.True(Environment.TickCount64 - began < 60_000, string.Join(' ', fresh.Select(answer => answer.Reason)));
        }
    }

    private static Task<ReplayAnswer[]> AskAsync(VerifierTestCluster cluster, ProofUse[] uses)
        => Task.WhenAll(uses.Select((use, i) => cluster.FrontEnds[i % cluster.FrontEnds.Count].Ledger.TryRecordAsync(use, CancellationToken.None).AsTask()));

    private static async Task<bool> TryWriteAsync(IGrainStorage store, GrainId grain, int number)
    {
        try
        {
            await store.WriteStateAsync("shard", grain, new GrainState<ShardState>(new ShardState { Number = number }));
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private Task<VerifierTestCluster> StartAsync()
    {
        Skip.If(_server is null, "This machine has no PostgreSQL.");
        return VerifierTestCluster.StartAsync(2, database: _server.ConnectionString);
    }
}
