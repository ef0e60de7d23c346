using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Verifier.Grains;

/// <summary>How fast a cluster notices that a silo is gone. With Orleans' defaults its grains' callers wait for 10 to 30 s.</summary>
public static class ClusterTimings
{
    /// <summary>
    /// Probes every second, three missed, two votes; fast: probes every half second, two missed, one vote. Fast brings a shard back within a second and takes a healthy silo for dead after a garbage collection
    /// or a stopped virtual machine of more than that.
    /// </summary>
    public static ISiloBuilder UseVerifierTimings(this ISiloBuilder silo, bool fast = false)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = fast ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = fast ? 2 : 3;
            options.NumVotesForDeathDeclaration = fast ? 1 : 2;

            // After a crash of all silos a new one joins only if the old ones' signs of life are three of these old when it starts: 15 s, or 6 s, instead of 90 s. One that starts earlier tries in vain for so long (the
            // runtime would for 5 minutes), and ends, to be started again.
            options.IAmAliveTablePublishTimeout = fast ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(5);
            options.MaxJoinAttemptTime = fast ? TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(30);
        });
        return silo;
    }

    /// <summary>Asks for the list of gateways every 2 s.</summary>
    public static IClientBuilder UseVerifierTimings(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Services.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        return client;
    }
}
