using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Decisions;
using Verifier.Conformance;
using Verifier.Grains.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Conformance;

/// <summary>A cluster of three silos and a client; each question goes to another front end of the four.</summary>
internal sealed class ClusterHost : IVerifierHost
{
    private static readonly FetchRules Rules = new(AllowHttpLoopback: true);
    private readonly VerifierTestCluster _cluster;
    private readonly IReadOnlyList<FrontEndServices> _frontEnds;
    private readonly CallCut _cut;
    private readonly int _shards;
    private int _next;

    private ClusterHost(VerifierTestCluster cluster, TestClock clock, CallCut cut, int shards)
    {
        _shards = shards;
        _cluster = cluster;
        _frontEnds = cluster.FrontEnds;
        _cut = cut;
        Clock = clock;
    }

    public TestClock Clock { get; }

    public int Crowd => 200;

    public static async Task<ClusterHost> StartAsync(HostSettings settings, int shards)
    {
        TestClock clock = new();
        CallCut cut = new();
        VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(
            silos: 3,
            clock,
            change: options =>
            {
                options.Shards = shards;
                options.TenantByToken = settings.TenantByToken;
            },
            changeSilo: silo => silo.AddOutgoingGrainCallFilter(cut),
            changeClient: client => client.AddOutgoingGrainCallFilter(cut));
        return new ClusterHost(cluster, clock, cut, shards);
    }

    public async Task<Answered> AskAsync(Ask ask)
    {
        Assert.True(
            AccessDemand.TryCreate(ask.Scopes, ask.Audiences, ask.RequiredClaims, ask.AcrValues, ask.MaxAgeSeconds, out AccessDemand demand, out IReadOnlyList<string> faults), string.Join('\n', faults));
        AccessRequest request = new()
        {
            Tenant = ask.Tenant,
            Authorization = HeaderField.From(ask.Authorization),
            DPoP = HeaderField.From(ask.DPoP),
            Method = ask.Method,
            Url = ask.Url,
            ClientCertificate = ask.ClientCertificate,
            Demand = demand,
        };
        Verdict verdict = await Any().Verifier.VerifyAsync(request, Clock.UnixSeconds, CancellationToken.None);
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            VerdictBody.Write(json, verdict);
        }

        return new Answered(JsonNode.Parse(body.WrittenSpan)!.AsObject());
    }

    public async Task PutTenantAsync(string tenant, JsonObject settings)
    {
        Assert.True(
            TenantPolicy.TryCreate(tenant, Encoding.UTF8.GetBytes(settings.ToJsonString()), Rules, out TenantPolicy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
        FrontEndServices frontEnd = Any();
        TenantChange change = await frontEnd.Administration.PutAsync(policy, default, "test", CancellationToken.None);
        Assert.Contains(change.Outcome, (TenantOutcome[])[TenantOutcome.Created, TenantOutcome.Replaced, TenantOutcome.Unchanged]);
        await frontEnd.Keys.RetainAsync(policy, CancellationToken.None);
    }

    public async Task DeleteTenantAsync(string tenant)
    {
        FrontEndServices frontEnd = Any();
        TenantChange change = await frontEnd.Administration.DeleteAsync(tenant, default, "test", CancellationToken.None);
        Assert.Equal(TenantOutcome.Deleted, change.Outcome);
        await frontEnd.Keys.ForgetAsync(change.Entry!.Policy, CancellationToken.None);
    }

    public async Task<string> RevokeAsync(string tenant, JsonObject revocation)
    {
        FrontEndServices frontEnd = Any();
        TenantPolicy policy = await PolicyAsync(frontEnd, tenant);
        Assert.True(
            Revocation.TryCreate(
                Encoding.UTF8.GetBytes(revocation.ToJsonString()), policy, Clock.UnixSeconds, out Revocation? read, out IReadOnlyList<string> faults),
            string.Join('\n', faults));
        Assert.Equal(TenantOutcome.Created, await frontEnd.Administration.RevokeAsync(tenant, read, "test", CancellationToken.None));
        return read.Id;
    }

    public async Task RestoreAsync(string tenant, string revocation)
        => Assert.Equal(TenantOutcome.Deleted, await Any().Administration.RestoreAsync(tenant, revocation, "test", CancellationToken.None));

    public async Task RefreshKeysAsync(string tenant)
    {
        FrontEndServices frontEnd = Any();
        Assert.NotNull(await frontEnd.Keys.RefreshAsync(await PolicyAsync(frontEnd, tenant), CancellationToken.None));
    }

    public Task CutLedgerOffAsync()
    {
        _cut.Cut(callee => callee is IReplayShardGrain);
        return Task.CompletedTask;
    }

    public async Task LoseLedgerAsync()
    {
        // A holder that dies does not close its life.
        _cluster.Storage.Writing = (_, state) =>
        {
            if (state is ShardState { IsClosed: true })
            {
                throw new IOException("It is dead.");
            }
        };
        for (int shard = 0; shard < _shards; shard++)
        {
            await _cluster.Orleans.DeactivateAsync(_cluster.Orleans.Client.GetGrain<IReplayShardGrain>(shard));
        }

        _cluster.Storage.Writing = null;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private static async Task<TenantPolicy> PolicyAsync(FrontEndServices frontEnd, string tenant)
        => (await frontEnd.Administration.FindAsync(tenant, CancellationToken.None)).Entry!.Policy;

    private FrontEndServices Any() => _frontEnds[(int)((uint)Interlocked.Increment(ref _next) % (uint)_frontEnds.Count)];
}
