using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Hosting;
using Verifier.Envoy;
using Verifier.Grains;
using Verifier.Grains.Connections;
using Verifier.Otlp;
using Verifier.PostgreSql;

namespace Verifier.Silo;

/// <summary>A silo: owns tenants, keys and used proofs, and serves HTTP where it is told an address. Unless configured otherwise it is a cluster by itself, on loopback, with its state in memory.</summary>
public static class SiloHost
{
    private const string Cluster = "Cluster";

    /// <summary>The host for a command line.</summary>
    public static ServiceHost Create(string[] args) => new(args, [Cluster], Add)
    {
        ListensByDefault = false,
        Configure = builder => OtlpExport.Add(builder, "verifier-silo", ["Microsoft.Orleans"], ["Microsoft.Orleans.Application"]),
        Built = ClusterEndpoints.Check,
        Maps = endpoints => endpoints.MapEnvoyAuthorization(),
        IsReady = services => services.GetRequiredService<ClusterReadiness>().IsReady,
    };

    private static void Add(WebApplicationBuilder builder, VerifierSetup setup)
    {
        ConfigurationManager configuration = builder.Configuration;
        VerifierClusterSettings settings = VerifierClusterSettings.Read(configuration.GetSection($"Verifier:{Cluster}"));
        builder.UseOrleans(silo =>
        {
            string storage = settings.StorageName ?? new VerifierClusterOptions().StorageName;
            if (settings.PostgreSql is { } database)
            {
                silo.UseVerifierDatabase(database, storage);
            }

            bool isInMemory = settings.PostgreSql is null && !configuration.GetSection("Orleans:GrainStorage").Exists();
            if (isInMemory && configuration.GetSection("Orleans:Clustering").Exists())
            {
                throw new InvalidOperationException(
                    $"Orleans:Clustering is configured and no storage is: the state of several silos must outlive each of them; set Verifier:{Cluster}:PostgreSql, or Orleans:GrainStorage.");
            }

            UseClustering(silo, configuration, settings.PostgreSql is not null);
            if (isInMemory)
            {
                silo.AddMemoryGrainStorage(storage);
            }

            if (settings.Tls is { } tls)
            {
                silo.UseVerifierTls(tls);
            }

            silo.UseVerifierTimings(settings.FastFailover);
            silo.AddVerifierCluster(options =>
            {
                settings.Apply(options);
                options.Rules = setup.Fetch.Rules;
                options.TenantByToken = setup.TenantByToken;
                options.Tenants = setup.Tenants;
                options.StorageLasts = !isInMemory || setup.AssumeFirstStart;
            });
        });
    }

    private static void UseClustering(ISiloBuilder silo, ConfigurationManager configuration, bool hasDatabase)
    {
        IConfigurationSection endpoints = configuration.GetSection("Orleans:Endpoints");
        if (!hasDatabase && !configuration.GetSection("Orleans:Clustering").Exists())
        {
            silo.UseLocalhostClustering(
                endpoints.GetValue(nameof(EndpointOptions.SiloPort), EndpointOptions.DEFAULT_SILO_PORT),
                endpoints.GetValue(nameof(EndpointOptions.GatewayPort), EndpointOptions.DEFAULT_GATEWAY_PORT));
            return;
        }

        // Orleans would find an address of this machine's by itself, and be open to whoever can reach that.
        if (!endpoints.GetSection(nameof(EndpointOptions.AdvertisedIPAddress)).Exists())
        {
            silo.Services.Configure<EndpointOptions>(options => options.AdvertisedIPAddress = IPAddress.Loopback);
        }
    }
}
