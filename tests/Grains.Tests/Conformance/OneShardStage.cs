using Verifier.Conformance;

namespace Verifier.Grains.Tests.Conformance;

/// <summary>Clusters with one shard, where a tenant's budget is exact: with more of them each has a share.</summary>
public sealed class OneShardStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ClusterHost.StartAsync(settings, shards: 1);
}
