using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Standalone.Tests;

/// <summary>A data directory and an issuer for the tests of one class, and what to ask about them.</summary>
public abstract class Installation : IAsyncLifetime
{
    protected const string Api = "https://api.test/orders";

    private protected string Data { get; } = Path.Combine(Path.GetTempPath(), $"verifier-state-{Guid.NewGuid():n}");

    private protected string Database => Path.Combine(Data, "verifier.db");

    private protected LoopbackIssuer Issuer { get; private set; } = null!;

    private protected TestKey ProofKey { get; } = TestKey.Create();

    /// <summary>A tenant that comes from configuration.</summary>
    private protected (string, string)[] Acme =>
        [("Verifier:Tenants:acme:issuers:0", Issuer.Url), ("Verifier:Tenants:acme:audiences:0", "https://api.test"), ("Verifier:Tenants:acme:dpop:proofLifetimeSeconds", "3600")];

    public virtual async Task InitializeAsync() => Issuer = await LoopbackIssuer.StartAsync();

    public virtual async Task DisposeAsync()
    {
        await Issuer.DisposeAsync();
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    private protected JsonObject Policy(string audience = "https://api.test") => new() { ["issuers"] = new JsonArray(Issuer.Url), ["audiences"] = new JsonArray(audience) };

    private protected JsonObject Bearer(string tenant = "acme", string? subject = null)
        => new() { ["tenant"] = tenant, ["authorization"] = $"Bearer {Issuer.Issuer.Token(token => token.Claims["sub"] = subject ?? "user-1")}" };

    /// <summary>Refuses a subject's tokens of the next hour too, however slow the test is.</summary>
    private protected static JsonObject Revoked(string subject) => new() { ["sub"] = subject, ["issuedBefore"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600 };

    /// <summary>A request with a new proof.</summary>
    private protected JsonObject Proven(string tenant = "acme", string? nonce = null)
    {
        string token = Issuer.Issuer.Token(spec => spec.BoundTo(ProofKey));
        return new()
        {
            ["tenant"] = tenant,
            ["authorization"] = $"DPoP {token}",
            ["dpop"] = DPoPProof.Create(ProofKey, "GET", Api, token, nonce),
            ["method"] = "GET",
            ["url"] = Api,
        };
    }

    private protected static bool IsAllowed(JsonObject verdict) => (bool)verdict["allowed"]!;

    private protected static string ReasonOf(JsonObject verdict) => (string?)verdict["reason"] ?? "allowed";

    private protected static string? NonceOf(JsonObject verdict) => (string?)verdict["headers"]?["DPoP-Nonce"]?[0];
}
