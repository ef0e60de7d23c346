using Verifier.Cluster.Tests.Processes;

namespace Verifier.Cluster.Tests.Tls;

/// <summary>A silo and two front ends under TLS, for the tests of one class; started by the first that wants them.</summary>
public sealed class TlsCluster : IAsyncLifetime
{
    private ClusterOfProcesses? _cluster;

    internal TestAuthority Authority { get; } = new();

    internal TestAuthority Stranger { get; } = new("Stranger");

    internal async Task<ClusterOfProcesses> StartedAsync()
        => _cluster ??= await ClusterOfProcesses.StartAsync(silos: 1, serving: 0, settings: new HostSettings { Silos = Authority.Silo(), FrontEnds = Authority.FrontEnd() });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        Authority.Dispose();
        Stranger.Dispose();
    }
}
