using System.Globalization;
using System.Text.Json;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>A gRPC client written by others in Envoy's place, and the verifier: two processes.</summary>
public sealed class EnvoyFixture : IAsyncLifetime
{
    internal const string Secret = "replace-this-by-32-random-characters-or-more";

    private int _port;

    /// <summary>Why there is nothing to test with; null when there is.</summary>
    internal string? Missing { get; private set; }

    internal LoopbackIssuer Issuer { get; private set; } = null!;

    internal StandaloneProcess Verifier { get; private set; } = null!;

    private JsonLines Client { get; set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Missing = await NodePrograms.Envoy.WhyNotAsync();
        if (Missing is not null)
        {
            return;
        }

        Issuer = await LoopbackIssuer.StartAsync();
        Issuer.Issuer.Audience = InteropFixture.Api;
        _port = ProxyProcess.FreePort();
        Verifier = await StandaloneProcess.StartAsync(
        [
            ("Kestrel:Endpoints:api:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:grpc:Url", $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}"),
            ("Kestrel:Endpoints:grpc:Protocols", "Http2"), ("Verifier:ForwardAuth:Secrets:envoy", Secret),
        ]);
        Client = new JsonLines(NodePrograms.Envoy.Start("check.mjs"));
        await PutAsync("acme", InteropFixture.Api);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var started in new IAsyncDisposable?[] { Client, Verifier, Issuer })
        {
            await (started?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <summary>Puts a tenant that trusts the issuer.</summary>
    internal Task PutAsync(string tenant, string? publicOrigin = null, object? dpop = null, params string[] issuers) =>
        Verifier.PutTenantAsync(tenant, new { issuers = issuers is [] ? [Issuer.Url] : issuers, audiences = new[] { InteropFixture.Api }, publicOrigin, dpop });

    /// <summary>Asks about a request to <c>https://api.acme.com</c>.</summary>
    internal async Task<EnvoyAnswer> CheckAsync(
        string path, IReadOnlyDictionary<string, string> headers, object? context = null, string host = "api.acme.com", string? secret = Secret, int? port = null)
    {
        var answer = await Client.AskAsync(new
        {
            @do = "check",
            address = $"127.0.0.1:{port ?? _port}",
            metadata = secret is null ? [] : new Dictionary<string, string> { ["x-verifier-secret"] = secret },
            request = new
            {
                attributes = new
                {
                    source = new { principal = "" },
                    request = new { http = new { id = "1", method = "GET", headers, path, host, scheme = "https", size = -1, protocol = "HTTP/2" } },
                    context_extensions = context ?? new { },
                },
            },
        });
        return new EnvoyAnswer(answer.GetProperty("grpc").GetInt32(), answer.TryGetProperty("answer", out var message) ? message : null);
    }

    /// <summary>Reads a configuration of Envoy's by its own definitions: what is wrong with it, and the policies in it.</summary>
    internal async Task<(string[] Faults, Dictionary<string, string>[] Policies)> ReadAsync(string yaml)
    {
        var answer = await Client.AskAsync(new { @do = "read", yaml });
        return (answer.GetProperty("faults").Deserialize<string[]>()!, answer.GetProperty("policies").Deserialize<Dictionary<string, string>[]>()!);
    }

    /// <summary>A Bearer token among a client's headers.</summary>
    internal Dictionary<string, string> Bearer(Action<TokenSpec>? change = null) => new() { [":method"] = "GET", ["authorization"] = $"Bearer {Issuer.Issuer.Token(change ?? (_ => { }))}", ["user-agent"] = "shop" };

    /// <summary>A bound token and its proof for that URL among them.</summary>
    internal Dictionary<string, string> Bound(string url, string? nonce = null)
    {
        var key = TestKey.Shared();
        var token = Issuer.Issuer.Token(spec => spec.BoundTo(key));
        return new() { ["authorization"] = $"DPoP {token}", ["dpop"] = DPoPProof.Create(key, "GET", url, token, nonce) };
    }
}
