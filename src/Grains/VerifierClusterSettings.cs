using Microsoft.Extensions.Configuration;

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

    /// <summary>Reads a section.</summary>
    /// <exception cref="InvalidOperationException">A setting is none, or is no number.</exception>
    public static VerifierClusterSettings Read(IConfigurationSection section)
    {
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
