namespace Verifier.Interop.Tests.Sample;

/// <summary>An authorization server, the sample in two configurations, and a client of each kind.</summary>
public sealed class SampleFixture : IAsyncLifetime, IAsyncDisposable
{
    private readonly Dictionary<string, Caller> _callers = [];
    private AuthorizationServer? _server;
    private SampleProcess? _api;
    private SampleProcess? _strict;

    /// <summary>Why there is nothing to test with; null when there is.</summary>
    internal string? Missing { get; private set; }

    internal AuthorizationServer Server => _server!;

    /// <summary>Without the fence of a fresh start, which the tests about nonces are about.</summary>
    internal SampleProcess Api => _api!;

    /// <summary>The same, and it takes no proof without a nonce.</summary>
    internal SampleProcess Strict => _strict!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Missing = await NodePrograms.OidcProvider.WhyNotAsync();
        if (Missing is null)
        {
            _server = await AuthorizationServer.StartAsync();
            _api = await SampleProcess.StartAsync(_server.Issuer, ("Verifier:Replay:AssumeFirstStart", "true"));
            _strict = await SampleProcess.StartAsync(_server.Issuer, ("Verifier:Replay:AssumeFirstStart", "true"), ("Verifier:Tenants:acme:dpop:nonce", "required"));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        IAsyncDisposable?[] processes = [.. _callers.Values, _strict, _api, _server];
        foreach (var process in processes)
        {
            await (process?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    /// <inheritdoc/>
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>The client made with that package, the same one at every call.</summary>
    internal Caller Caller(string library)
    {
        if (!_callers.TryGetValue(library, out var caller))
        {
            _callers[library] = caller = new Caller(library, Server);
        }

        return caller;
    }
}
