using Verifier.Grains.Tenants;

namespace Verifier.Grains;

/// <summary>Whether this process, a silo or a client, can decide: for a health check, which a load balancer asks. A singleton among the services after <c>AddVerifierCluster</c>.</summary>
public sealed class ClusterReadiness
{
    private readonly TenantLeases _tenants;

    internal ClusterReadiness(TenantLeases tenants) => _tenants = tenants;

    /// <summary>False before the list of tenants was heard, and when this process has been cut off from the cluster for longer than lease and grace: then it refuses all with 503.</summary>
    public bool IsReady => _tenants.IsGood;
}
