using Microsoft.Extensions.Configuration;
using Verifier.Grains.Connections;

namespace Verifier.Grains;

/// <summary>What a host's configuration may say of the cluster, <c>Verifier:Cluster</c>; what is not said keeps its default.</summary>
public sealed class VerifierClusterSettings
{
    /// <summary>See <see cref="VerifierClusterOptions.StorageName"/>.</summary>
    public string? StorageName { get; set; }

    /// <summary>See <see cref="VerifierClusterOptions.Shards"/>.</summary>
    public int? Shards { get; set; }

    /// <summary>See <see cref="VerifierClusterOptions.Lease"/>.</summary>
    public int? LeaseSeconds { get; set; }

    /// <summary>See <see cref="VerifierClusterOptions.Grace"/>.</summary>
    public int? GraceSeconds { get; set; }

    /// <summary>See <see cref="VerifierClusterOptions.ClockDifferenceSeconds"/>.</summary>
    public int? ClockDifferenceSeconds { get; set; }

    /// <summary>See <see cref="ClusterTimings.UseVerifierTimings(Orleans.Hosting.ISiloBuilder, bool)"/>.</summary>
    public bool FastFailover { get; set; }

    /// <summary>The connection string of the PostgreSQL database by which silos find each other and in which they keep their state; a host of ours reads it, <c>AddVerifierCluster</c> does not.</summary>
    public string? PostgreSql { get; set; }

    /// <summary>TLS between the hosts of the cluster; null: there is none. <see cref="VerifierTls"/> puts it to use, <c>AddVerifierCluster</c> does not.</summary>
    public ClusterTlsSettings? Tls { get; set; }

    /// <summary>Whether hosts of the cluster may speak to each other beyond loopback without TLS, which shows tokens and nonce secrets to whoever can listen. A host of ours reads it, <c>AddVerifierCluster</c> does not.</summary>
    public bool AllowPlainConnections { get; set; }

    /// <summary>Reads a section.</summary>
    /// <exception cref="InvalidOperationException">A setting is none, or is no number.</exception>
    public static VerifierClusterSettings Read(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        if (!string.IsNullOrEmpty(section[nameof(Tls)]))
        {
            // Nothing would be bound, and somebody who wrote "true" would believe in TLS.
            throw new InvalidOperationException($"{section.Path}:{nameof(Tls)} is a section, not a value; set {section.Path}:{nameof(Tls)}:{nameof(ClusterTlsSettings.Path)} and those beside it.");
        }

        VerifierClusterSettings settings = new();
        section.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = true);
        return settings;
    }

    /// <summary>Writes what was said into the options.</summary>
    public void Apply(VerifierClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.StorageName = StorageName ?? options.StorageName;
        options.Shards = Shards ?? options.Shards;
        options.Lease = LeaseSeconds is { } lease ? TimeSpan.FromSeconds(lease) : options.Lease;
        options.Grace = GraceSeconds is { } grace ? TimeSpan.FromSeconds(grace) : options.Grace;
        options.ClockDifferenceSeconds = ClockDifferenceSeconds ?? options.ClockDifferenceSeconds;
    }
}
