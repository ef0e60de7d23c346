using Verifier.Grains.Leases;

namespace Verifier.Grains.Tenants;

/// <summary>The owner of one tenant's policy, revocations and nonce secrets; its key is the tenant's name.</summary>
[Alias("verifier.tenant-owner")]
internal interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>The tenant, for a lease; whoever asks is told of changes.</summary>
    /// <param name="known">The revision that the asker has, or 0.</param>
    /// <param name="asker">Whom to tell.</param>
    [Alias("get")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    ValueTask<LeasedTenant> GetAsync(long known, IFrontEnd asker);

    /// <summary>Adds or replaces the tenant; answered once it is stored and the front ends that can be told have been.</summary>
    [Alias("put")]
    ValueTask<TenantChanged> PutAsync(TenantPut put);

    /// <summary>Takes the tenant from configuration: as <see cref="PutAsync"/>, and from then on the API cannot change it.</summary>
    [Alias("configure")]
    ValueTask<TenantChanged> ConfigureAsync(string settings);

    /// <summary>Leaves the tenant to the API, because configuration does not name it any more.</summary>
    [Alias("release")]
    ValueTask ReleaseAsync();

    /// <summary>Removes the tenant.</summary>
    [Alias("delete")]
    ValueTask<TenantChanged> DeleteAsync(TenantTags tags);

    /// <summary>Adds a revocation.</summary>
    [Alias("revoke")]
    ValueTask<TenantChanged> RevokeAsync(StoredRevocation revocation);

    /// <summary>Takes a revocation back.</summary>
    [Alias("restore")]
    ValueTask<TenantChanged> RestoreAsync(string revocation);
}
