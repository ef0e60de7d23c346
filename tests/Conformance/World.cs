using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance;

/// <summary>A host and the issuers around it, on one clock.</summary>
public sealed class World : IAsyncDisposable
{
    private static int _tenants;
    private readonly List<LoopbackIssuer> _issuers = [];

    private World(IVerifierHost host) => Host = host;

    public IVerifierHost Host { get; }

    /// <summary>The issuer that a scene has unless it asks for another; its key is ES256.</summary>
    public LoopbackIssuer Server => _issuers[0];

    /// <summary>The clock of host and issuers.</summary>
    public TimeProvider Time => Host.Clock ?? TimeProvider.System;

    /// <summary>The host's clock, for tests that cannot do without.</summary>
    public TestClock Clock => Host.Clock ?? throw new InvalidOperationException("This test moves the clock, and this host runs on the real one.");

    /// <summary>Unix seconds.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    public static async Task<World> CreateAsync(IVerifierHost host)
    {
        World world = new(host);
        _ = await world.IssuerAsync();
        return world;
    }

    /// <summary>Starts another issuer.</summary>
    public async Task<LoopbackIssuer> IssuerAsync(TestKey? key = null)
    {
        LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Key = key, Time = Time });
        _issuers.Add(issuer);
        return issuer;
    }

    /// <summary>A new tenant that trusts one issuer, with whatever the test changes in its settings.</summary>
    public async Task<Scene> SceneAsync(Action<JsonObject>? change = null, LoopbackIssuer? server = null)
    {
        Scene scene = new(this, server ?? Server, $"tenant-{Interlocked.Increment(ref _tenants)}");
        await scene.PutAsync(change);
        return scene;
    }

    /// <summary>Lets the wall clock jump forward; no timer runs.</summary>
    public void Jump(long seconds) => Clock.SetUtcNow(Clock.GetUtcNow().AddSeconds(seconds));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        foreach (LoopbackIssuer issuer in _issuers)
        {
            await issuer.DisposeAsync();
        }
    }
}
