namespace Verifier.Tenants;

/// <summary>The port through which a decision learns of tenants.</summary>
public interface ITenantSource
{
    /// <summary>Who is there, as last heard.</summary>
    TenantIndex Index { get; }

    /// <summary>A tenant's present snapshot; null when its owner cannot be asked and no lease or grace covers what was last heard.</summary>
    ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken);
}
