using Aspire.Hosting.Orleans;

namespace Verifier.AppHost;

/// <summary>Clustering and storage in PostgreSQL by the hosts' own setting. The Orleans section that Aspire would write for this resource names a provider that Orleans does not have.</summary>
internal sealed class ClusterDatabase(IResourceBuilder<PostgresDatabaseResource> database) : IProviderConfiguration
{
    public void ConfigureResource<T>(IResourceBuilder<T> resourceBuilder, string configSectionPath)
        where T : IResourceWithEnvironment
        => resourceBuilder.WithEnvironment("Verifier__Cluster__PostgreSql", database);
}
