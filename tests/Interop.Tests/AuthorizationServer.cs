namespace Verifier.Interop.Tests;

/// <summary>Node's oidc-provider on loopback; its clients are those of oidc-provider/server.mjs.</summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    private readonly JsonLines _lines;

    private AuthorizationServer(JsonLines lines, string issuer, string secret) => (_lines, Issuer, ClientSecret) = (lines, issuer, secret);

    public string Issuer { get; }

    public string ClientSecret { get; }

    public static async Task<AuthorizationServer> StartAsync()
    {
        var lines = new JsonLines(NodePrograms.OidcProvider.Start("server.mjs"));
        var started = await lines.ReadAsync();
        return new AuthorizationServer(lines, started.GetProperty("issuer").GetString()!, started.GetProperty("secret").GetString()!);
    }

    /// <summary>Replaces all its keys; what they have signed is still in people's hands.</summary>
    public Task RotateAsync() => _lines.AskAsync(new { @do = "rotate" });

    /// <summary>Stops listening, with every connection cut.</summary>
    public Task GoDownAsync() => _lines.AskAsync(new { @do = "stop" });

    /// <summary>Listens again, on the same port, with the same keys.</summary>
    public Task ComeBackAsync() => _lines.AskAsync(new { @do = "start" });

    public ValueTask DisposeAsync() => _lines.DisposeAsync();
}
