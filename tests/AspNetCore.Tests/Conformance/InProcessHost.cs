using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.InProcess;
using Verifier.AspNetCore.Keys;
using Verifier.AspNetCore.Tests.InProcess;
using Verifier.Conformance;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>The core with the owners that live in its process, and no HTTP but the issuers'.</summary>
internal sealed class InProcessHost : IVerifierHost
{
    private static readonly FetchRules Rules = new(AllowHttpLoopback: true);
    private readonly TestClock _clock = new();
    private readonly BreakableLedger _ledger;
    private readonly TenantRegistry _tenants;
    private readonly IssuerKeys _keys;
    private readonly TokenVerifier _verifier;
    private readonly ITimer _rotation;

    public InProcessHost(HostSettings settings)
    {
        _ledger = new BreakableLedger(_clock);
        _tenants = new TenantRegistry([], _clock);
        HttpsKeyFetcher fetcher = new(new FetchOptions { AllowHttpLoopback = true }, _clock);
        _keys = new IssuerKeys(fetcher, _clock, NullLogger<IssuerKeys>.Instance);
        _verifier = new TokenVerifier(_tenants, _keys, _ledger, settings.TenantByToken);
        _rotation = _clock.CreateTimer(_ => _tenants.RotateNonces(), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
    }

    public TestClock Clock => _clock;

    public int Crowd => 1000;

    public async Task<Answered> AskAsync(Ask ask)
    {
        Assert.True(AccessDemand.TryCreate(ask.Scopes, ask.Audiences, ask.RequiredClaims, ask.AcrValues, ask.MaxAgeSeconds, out AccessDemand demand, out IReadOnlyList<string> faults), string.Join('\n', faults));
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
        Verdict verdict = await _verifier.VerifyAsync(request, _clock.UnixSeconds, CancellationToken.None);
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            VerdictBody.Write(json, verdict);
        }

        return new Answered(JsonNode.Parse(body.WrittenSpan)!.AsObject());
    }

    public async Task PutTenantAsync(string tenant, JsonObject settings)
    {
        Assert.True(TenantPolicy.TryCreate(tenant, Encoding.UTF8.GetBytes(settings.ToJsonString()), Rules, out TenantPolicy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
        _tenants.Put(policy, default);
        await _keys.RetainAsync(policy, CancellationToken.None);
    }

    public async Task DeleteTenantAsync(string tenant)
    {
        TenantChange change = _tenants.Delete(tenant, default);
        Assert.Equal(TenantOutcome.Deleted, change.Outcome);
        await _keys.ForgetAsync(change.Entry!.Policy, CancellationToken.None);
    }

    public Task<string> RevokeAsync(string tenant, JsonObject revocation)
    {
        Assert.True(
            Revocation.TryCreate(Encoding.UTF8.GetBytes(revocation.ToJsonString()), PolicyOf(tenant), _clock.UnixSeconds, out Revocation? read, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Equal(TenantOutcome.Created, _tenants.Revoke(tenant, read));
        return Task.FromResult(read.Id);
    }

    public Task RestoreAsync(string tenant, string revocation)
    {
        Assert.Equal(TenantOutcome.Deleted, _tenants.Restore(tenant, revocation));
        return Task.CompletedTask;
    }

    public Task RefreshKeysAsync(string tenant) => _keys.RefreshAsync(PolicyOf(tenant), CancellationToken.None).AsTask();

    public Task CutLedgerOffAsync()
    {
        _ledger.CutOff();
        return Task.CompletedTask;
    }

    public Task LoseLedgerAsync()
    {
        _ledger.Lose();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _rotation.Dispose();
        _keys.Dispose();
        return ValueTask.CompletedTask;
    }

    private TenantPolicy PolicyOf(string tenant) => _tenants.Find(tenant)!.Policy;
}
