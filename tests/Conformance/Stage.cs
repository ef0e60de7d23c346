namespace Verifier.Conformance;

/// <summary>Starts hosts of one kind: one for a whole class, where each test has tenants of its own, and fresh ones for tests that would disturb the others.</summary>
public abstract class Stage : IAsyncLifetime
{
    /// <summary>The world that the class shares.</summary>
    public World Shared { get; private set; } = null!;

    public async Task InitializeAsync() => Shared = await FreshAsync();

    public async Task DisposeAsync() => await Shared.DisposeAsync();

    /// <summary>A world of its own; the test disposes of it.</summary>
    public async Task<World> FreshAsync(HostSettings? settings = null) => await World.CreateAsync(await StartAsync(settings ?? new HostSettings()));

    /// <summary>Starts a host.</summary>
    protected abstract Task<IVerifierHost> StartAsync(HostSettings settings);
}
