using System.Text;
using System.Text.Json.Nodes;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Grains.Tests;

/// <summary>One tenant, its issuer on loopback, and requests to it through any front end.</summary>
internal sealed class TestTenant(LoopbackIssuer server, TimeProvider clock, string name = "acme")
{
    private const string Audience = "https://api.test";
    private const string Method = "GET";
    private const string Url = "https://api.test/orders";
    private readonly TestKey _key = TestKey.Shared();

    public LoopbackIssuer Server => server;

    public TestIssuer Issuer => server.Issuer;

    public string Name => name;

    public TenantPolicy Policy(Action<JsonObject>? change = null)
    {
        JsonObject settings = new() { ["issuers"] = new JsonArray(server.Url), ["audiences"] = new JsonArray(Audience) };
        change?.Invoke(settings);
        Assert.True(
            TenantPolicy.TryCreate(name, Encoding.UTF8.GetBytes(settings.ToJsonString()), new FetchRules(true), out TenantPolicy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
        return policy;
    }

    public async Task PutAsync(FrontEndServices frontEnd, Action<JsonObject>? change = null)
    {
        TenantChange put = await frontEnd.Administration.PutAsync(Policy(change), default, "test", CancellationToken.None);
        Assert.Contains(put.Outcome, (TenantOutcome[])[TenantOutcome.Created, TenantOutcome.Replaced, TenantOutcome.Unchanged]);
    }

    public string Token(Action<TokenSpec>? change = null) => Issuer.Token(token =>
    {
        token.Claims["aud"] = Audience;
        token.Claims["sub"] = "somebody";
        _ = token.ValidFor(TimeSpan.FromDays(1));
        change?.Invoke(token);
    });

    public Task<Verdict> BearerAsync(FrontEndServices frontEnd, string token) => AskAsync(frontEnd, [$"Bearer {token}"], []);

    public Task<Verdict> DPoPAsync(FrontEndServices frontEnd, string? nonce = null)
    {
        string token = Token(t => t.BoundTo(_key));
        return AskAsync(frontEnd, [$"DPoP {token}"], [DPoPProof.Create(_key, Method, Url, token, nonce, clock)]);
    }

    private async Task<Verdict> AskAsync(FrontEndServices frontEnd, string[] authorization, string[] proof) => await frontEnd.Verifier.VerifyAsync(
        new AccessRequest { Tenant = name, Authorization = HeaderField.From(authorization), DPoP = HeaderField.From(proof), Method = Method, Url = Url },
        clock.GetUtcNow().ToUnixTimeSeconds(),
        CancellationToken.None);
}
