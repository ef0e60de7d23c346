using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Verifier.Grains.Keys;
using Verifier.Grains.Leases;
using Verifier.Grains.Replay;
using Verifier.Grains.Storage;
using Verifier.Grains.Tenants;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.Grains;

/// <summary>Puts the verifier on an Orleans cluster.</summary>
public static class VerifierCluster
{
    /// <summary>
    /// Adds the owners of tenants, keys and used proofs to a silo, and the core's ports answered by them, so that the silo can decide as well. Needs grain storage
    /// (<see cref="VerifierClusterOptions.StorageName"/>) and an <see cref="IKeyFetcher"/> among the services.
    /// </summary>
    public static ISiloBuilder AddVerifierCluster(this ISiloBuilder silo, Action<VerifierClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        AddFrontEnd(silo.Services, configure);
        silo.Services.TryAddSingleton<GrainStates>();
        silo.Services.TryAddSingleton<Authority>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<Authority>());
        silo.Services.TryAddSingleton<LocalShards>();
        silo.Services.TryAddSingleton<IHolderSilos, HolderSilos>();
        silo.Services.AddGrainService<ShardCloser>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<Membership>());
        return silo;
    }

    /// <summary>Adds the core's ports, answered by the silos' owners, to a client of the cluster: it decides where it is.</summary>
    public static IClientBuilder AddVerifierCluster(this IClientBuilder client, Action<VerifierClusterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        AddFrontEnd(client.Services, configure);
        client.Services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>>(services => services.GetRequiredService<Membership>());
        return client;
    }

    private static void AddFrontEnd(IServiceCollection services, Action<VerifierClusterOptions>? configure)
    {
        OptionsBuilder<VerifierClusterOptions> options = services.AddOptions<VerifierClusterOptions>().ValidateOnStart();
        if (configure is not null)
        {
            _ = options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VerifierClusterOptions>, OptionRules>());
        services.TryAddSingleton(provider => new FrontEnd(
            provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TenantLeases>, provider.GetRequiredService<KeyLeases>));
        services.TryAddSingleton<Func<IFrontEnd>>(provider => () => provider.GetRequiredService<FrontEnd>().Reference);
        services.TryAddSingleton<TenantLeases>();
        services.TryAddSingleton<KeyLeases>();
        services.TryAddSingleton(provider => new ClusterReadiness(provider.GetRequiredService<TenantLeases>()));
        services.TryAddSingleton<Membership>();
        services.TryAddSingleton<ClusterReplayLedger>();
        services.TryAddSingleton<ClusterTenants>();

        // In the place of owners in this process, whether those were added before or come after.
        services.Replace(ServiceDescriptor.Singleton<ITenantSource>(provider => provider.GetRequiredService<TenantLeases>()));
        services.Replace(ServiceDescriptor.Singleton<ITenantAdministration>(provider => provider.GetRequiredService<ClusterTenants>()));
        services.Replace(ServiceDescriptor.Singleton<IKeySource>(provider => provider.GetRequiredService<KeyLeases>()));
        services.Replace(ServiceDescriptor.Singleton<IKeyAdministration>(provider => provider.GetRequiredService<KeyLeases>()));
        services.Replace(ServiceDescriptor.Singleton<IReplayLedger>(provider => provider.GetRequiredService<ClusterReplayLedger>()));
        services.TryAddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<ITenantSource>(),
            provider.GetRequiredService<IKeySource>(),
            provider.GetRequiredService<IReplayLedger>(),
            provider.GetRequiredService<IOptions<VerifierClusterOptions>>().Value.TenantByToken,
            newcomersWait: true));
        services.TryAddSingleton(provider => new DecisionMeter(
            provider.GetRequiredService<TokenVerifier>(), provider.GetRequiredService<IOptions<VerifierClusterOptions>>().Value.Clock, provider.GetService<DecisionStatistics>()));
    }

    private sealed class OptionRules : IValidateOptions<VerifierClusterOptions>
    {
        public ValidateOptionsResult Validate(string? name, VerifierClusterOptions options)
        {
            List<string> faults = [];
            Within(nameof(options.Shards), options.Shards, 1, 4096, "");
            Within(nameof(options.Lease), options.Lease.TotalSeconds, 1, 60, " seconds");
            Within(nameof(options.Grace), options.Grace.TotalSeconds, 0, 600, " seconds");
            Within(nameof(options.ClockDifferenceSeconds), options.ClockDifferenceSeconds, 0, ReplayLedger.MaxClockDifference, "");
            if (string.IsNullOrWhiteSpace(options.StorageName))
            {
                faults.Add($"{nameof(options.StorageName)} is blank; it must name the silos' grain storage.");
            }

            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

            void Within(string setting, double value, double from, double to, string unit)
            {
                if (!(value >= from && value <= to))
                {
                    faults.Add(FormattableString.Invariant($"{setting} is {value}; it must be from {from} to {to}{unit}."));
                }
            }
        }
    }
}
