using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance;

/// <summary>
/// One tenant, its issuer, and a client with a proof key. What a client may write holds <see cref="Marker"/> throughout, so that any answer can be searched for it.
/// </summary>
public sealed class Scene(World world, LoopbackIssuer server, string tenant)
{
    /// <summary>In everything that comes from a client and in nothing that may go back to it.</summary>
    public const string Marker = "m4rk3r";

    public const string Audience = "https://api.test";
    public const string Method = "GET";
    public const string Url = $"https://api.test/{Marker}/orders";

    public World World => world;

    public IVerifierHost Host => world.Host;

    public LoopbackIssuer Server => server;

    public TestIssuer Issuer => server.Issuer;

    public string Tenant => tenant;

    /// <summary>The key that the client makes proofs with.</summary>
    public TestKey Key { get; } = TestKey.Shared();

    public long Now => world.Now;

    /// <summary>Gives the tenant its settings anew: one issuer, one audience, and the change.</summary>
    public Task PutAsync(Action<JsonObject>? change = null)
    {
        JsonObject settings = new() { ["issuers"] = new JsonArray(server.Url), ["audiences"] = new JsonArray(Audience) };
        change?.Invoke(settings);
        return Host.PutTenantAsync(tenant, settings);
    }

    /// <summary>A good token of nobody in particular, with a change.</summary>
    public string Token(Action<TokenSpec>? change = null) => Issuer.Token(token =>
    {
        token.Header["x-note"] = Marker;
        token.Claims["aud"] = Audience;
        token.Claims["sub"] = $"sub-{Marker}";
        token.Claims["client_id"] = $"client-{Marker}";
        token.Claims["jti"] = $"{Marker}-{Guid.NewGuid():N}";
        token.Claims["https://api.test/note"] = Marker;
        change?.Invoke(token);
    });

    /// <summary>A good token bound to the client's key, with a change.</summary>
    public string BoundToken(Action<TokenSpec>? change = null) => Token(token =>
    {
        _ = token.BoundTo(Key);
        change?.Invoke(token);
    });

    /// <summary>A good proof for the usual request with this token, with a change.</summary>
    public string Proof(string token, Action<JwtSpec>? change = null, string? nonce = null, TestKey? key = null) => DPoPProof.Create(
        key ?? Key,
        Method,
        Url,
        token,
        nonce,
        world.Time,
        proof =>
        {
            proof.Header["x-note"] = Marker;
            proof.Claims["jti"] = $"{Marker}-{Guid.NewGuid():N}";
            change?.Invoke(proof);
        });

    /// <summary>The usual request with these headers.</summary>
    public Ask Request(string? authorization, string? dpop = null) => new()
    {
        Tenant = tenant,
        Authorization = authorization is null ? [] : [authorization],
        DPoP = dpop is null ? [] : [dpop],
        Method = Method,
        Url = Url,
    };

    public Ask Bearer(string token) => Request($"Bearer {token}");

    public Ask DPoP(string token, string proof) => Request($"DPoP {token}", proof);

    public Task<Answered> AskAsync(Ask ask) => Host.AskAsync(ask);

    /// <summary>Asks with a Bearer token that is good but for the change.</summary>
    public Task<Answered> AskBearerAsync(Action<TokenSpec>? change = null) => AskAsync(Bearer(Token(change)));

    /// <summary>Asks with a good bound token and a proof that is good but for the change.</summary>
    public Task<Answered> AskProofAsync(Action<JwtSpec>? change = null, string? nonce = null, TestKey? key = null)
    {
        string token = BoundToken();
        return AskAsync(DPoP(token, Proof(token, change, nonce, key)));
    }

    /// <summary>A nonce of the tenant's, minted now: what a wrong one is answered with.</summary>
    public async Task<string> NonceAsync()
    {
        Answered answer = await AskProofAsync(nonce: "none");
        return answer.Nonce ?? throw new InvalidOperationException($"No nonce came with {answer}.");
    }
}
