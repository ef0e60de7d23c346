using System.Net.Http.Headers;
using Verifier.Interop.Tests.Sample;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>The API, the verifier and a proxy between a client and both: the verifier and the proxy are processes. The tenants are put by each test that needs them otherwise.</summary>
public abstract class ProxyFixture : IAsyncLifetime
{
    internal const string Secret = "replace-this-by-32-random-characters-or-more";

    private readonly List<IAsyncDisposable> _started = [];

    /// <summary>Why there is nothing to test with; null when there is.</summary>
    internal string? Missing { get; private set; }

    internal ProtectedApi Api { get; private set; } = null!;

    internal LoopbackIssuer Issuer { get; private set; } = null!;

    internal StandaloneProcess Verifier { get; private set; } = null!;

    internal Uri Proxy { get; private set; } = null!;

    internal HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Missing = await WhyNotAsync();
        if (Missing is not null)
        {
            return;
        }

        Api = Keep(await ProtectedApi.StartAsync());
        Issuer = Keep(await LoopbackIssuer.StartAsync());
        Issuer.Issuer.Audience = InteropFixture.Api;
        Verifier = Keep(await StandaloneProcess.StartAsync([("Verifier:ForwardAuth:Secrets:proxy", Secret)]));
        Proxy = await StartAsync(Verifier.Address.Port);
        await PutAsync("acme");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        Http.Dispose();
        foreach (var started in Enumerable.Reverse(_started))
        {
            await started.DisposeAsync();
        }
    }

    /// <summary>Starts a proxy of its own in front of the verifier at that port, and of the API.</summary>
    internal async Task<Uri> StartAsync(int verifier) => Keep(await StartAsync(verifier, Api.Port)).Address;

    /// <summary>Puts a tenant that trusts the issuer, and others if need be.</summary>
    internal Task PutAsync(string tenant, string? publicOrigin = null, object? dpop = null, params string[] issuers) =>
        Verifier.PutTenantAsync(tenant, new { issuers = issuers is [] ? [Issuer.Url] : issuers, audiences = new[] { InteropFixture.Api }, publicOrigin, dpop });

    /// <summary>An authorization server and a client of it written by others, which calls the API through the proxy.</summary>
    internal async Task<(AuthorizationServer Server, Caller Caller)> CallerAsync(string library)
    {
        var server = Keep(await AuthorizationServer.StartAsync());
        return (server, Keep(new Caller(library, server)));
    }

    /// <summary>A request through the proxy, with a Bearer token when there is one.</summary>
    internal HttpRequestMessage Request(string path, string? token = null, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(Proxy, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    /// <summary>A request through the proxy with a bound token and its proof.</summary>
    internal HttpRequestMessage Bound(string path, TestKey key, string? nonce = null, string? url = null, HttpMethod? method = null)
    {
        var token = Issuer.Issuer.Token(spec => spec.BoundTo(key));
        var request = Request(path, null, method);
        request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token);
        request.Headers.Add("DPoP", DPoPProof.Create(key, request.Method.Method, url ?? request.RequestUri!.AbsoluteUri, token, nonce));
        return request;
    }

    /// <summary>Why the proxy can't run here; null when it can.</summary>
    private protected abstract Task<string?> WhyNotAsync();

    /// <summary>Starts the proxy in front of the verifier and the API at these ports.</summary>
    private protected abstract Task<ProxyProcess> StartAsync(int verifier, int api);

    /// <summary>Ends it with this fixture.</summary>
    private protected T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }
}
