using Verifier.Conformance;

namespace Verifier.Grains.Tests.Conformance;

/// <summary>Clusters in this process.</summary>
public sealed class ClusterStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ClusterHost.StartAsync(settings, shards: 4);
}
