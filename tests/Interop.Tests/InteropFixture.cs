namespace Verifier.Interop.Tests;

/// <summary>An authorization server, a client of it, and the verifier that judges what the client sends: three processes.</summary>
public sealed class InteropFixture : IAsyncLifetime, IAsyncDisposable
{
    internal const string Api = "https://api.acme.com";
    internal const string Orders = "https://api.acme.com/orders";

    private AuthorizationServer? _server;
    private JavaScriptClient? _client;
    private StandaloneProcess? _verifier;
    private int _tenants;

    /// <summary>Why there is nothing to test with; null when there is.</summary>
    internal string? Missing { get; private set; }

    internal AuthorizationServer Server => _server!;

    internal JavaScriptClient Client => _client!;

    internal StandaloneProcess Verifier => _verifier!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Missing = await NodePrograms.OidcProvider.WhyNotAsync();
        if (Missing is null)
        {
            _server = await AuthorizationServer.StartAsync();
            _client = new JavaScriptClient(_server);
            _verifier = await StandaloneProcess.StartAsync(_server.Issuer);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in new IAsyncDisposable?[] { _verifier, _client, _server })
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <inheritdoc/>
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Puts a tenant of this test's own, so that what the test does to its keys is seen by no other; returns its name.</summary>
    internal async Task<string> TenantAsync(string[]? audiences = null, string? profile = null, object? dpop = null)
    {
        var tenant = $"tenant-{Interlocked.Increment(ref _tenants)}";
        await Verifier.PutTenantAsync(tenant, new { issuers = new[] { Server.Issuer }, audiences = audiences ?? [Api], profile, dpop });
        return tenant;
    }
}
