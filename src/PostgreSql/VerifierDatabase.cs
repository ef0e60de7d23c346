using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Verifier.PostgreSql;

/// <summary>Puts a cluster on PostgreSQL: silos find each other by it, and keep their state in it.</summary>
public static class VerifierDatabase
{
    private const string Invariant = "Npgsql";
    private const string DefaultName = "verifier";

    /// <summary>Clustering and grain storage in one database, in a schema of their own that is made at the start where it is missing. As durable as the database: it must not acknowledge what it may lose.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="connectionString">The connection; its search path names the schema, <c>verifier</c> unless it does.</param>
    /// <param name="storageName">The storage provider's name.</param>
    /// <exception cref="InvalidOperationException">The connection string is none.</exception>
    public static ISiloBuilder UseVerifierDatabase(this ISiloBuilder silo, string connectionString, string storageName = DefaultName)
    {
        ArgumentNullException.ThrowIfNull(silo);
        string database = Add(silo.Services, connectionString);
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = database;
        });
        return silo.AddAdoNetGrainStorage(storageName, (OptionsBuilder<AdoNetGrainStorageOptions> options) => options.Configure<Serializer>((state, serializer) =>
        {
            state.Invariant = Invariant;
            state.ConnectionString = database;

            // By the numbers and names of the contracts, so that versions side by side read each other's records.
            state.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
    }

    /// <summary>Finds the silos by the same database.</summary>
    /// <inheritdoc cref="UseVerifierDatabase(ISiloBuilder, string, string)"/>
    public static IClientBuilder UseVerifierDatabase(this IClientBuilder client, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(client);
        string database = Add(client.Services, connectionString);
        return client.UseAdoNetClustering(options =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = database;
        });
    }

    private static string Add(IServiceCollection services, string connectionString)
    {
        string database = ClusterDatabase.Complete(connectionString);

        // First of all: what is started next looks for the schema.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(provider => new ClusterDatabase(database, provider.GetRequiredService<ILogger<ClusterDatabase>>())));
        services.PostConfigure<ClusterOptions>(options =>
        {
            options.ClusterId = string.IsNullOrWhiteSpace(options.ClusterId) ? DefaultName : options.ClusterId;
            options.ServiceId = string.IsNullOrWhiteSpace(options.ServiceId) ? DefaultName : options.ServiceId;
        });
        return database;
    }
}
