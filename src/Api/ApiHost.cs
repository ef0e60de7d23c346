using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Hosting;
using Verifier.Envoy;
using Verifier.Grains;
using Verifier.Grains.Connections;
using Verifier.Otlp;
using Verifier.PostgreSql;

namespace Verifier.Api;

/// <summary>A front end: decides and serves HTTP, and has its state from the silos. Unless configured otherwise it looks for one silo on this machine.</summary>
public static class ApiHost
{
    private const string Cluster = "Cluster";

    /// <summary>The host for a command line.</summary>
    public static ServiceHost Create(string[] args) => new(args, [Cluster], Add)
    {
        Configure = builder => OtlpExport.Add(builder, "verifier-api", ["Microsoft.Orleans"], ["Microsoft.Orleans.Application"]),
        Maps = endpoints => endpoints.MapEnvoyAuthorization(),
        IsReady = services => services.GetRequiredService<ClusterReadiness>().IsReady,
    };

    private static void Add(WebApplicationBuilder builder, VerifierSetup setup)
    {
        ConfigurationManager configuration = builder.Configuration;
        VerifierClusterSettings settings = VerifierClusterSettings.Read(configuration.GetSection($"Verifier:{Cluster}"));
        builder.UseOrleansClient(client =>
        {
            if (settings.PostgreSql is { } database)
            {
                client.UseVerifierDatabase(database);
            }
            else if (!configuration.GetSection("Orleans:Clustering").Exists())
            {
                client.UseLocalhostClustering();
            }

            if (settings.Tls is { } tls)
            {
                client.UseVerifierTls(tls);
            }
            else if (!settings.AllowPlainConnections)
            {
                client.RefusePlainConnections();
            }

            client.UseVerifierTimings();
            client.AddVerifierCluster(options =>
            {
                settings.Apply(options);
                options.Rules = setup.Fetch.Rules;
                options.TenantByToken = setup.TenantByToken;
                options.Tenants = setup.Tenants;
            });
        });
    }
}
