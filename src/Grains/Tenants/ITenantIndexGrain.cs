using Verifier.Grains.Leases;

namespace Verifier.Grains.Tenants;

/// <summary>The owner of the list of tenants; one for all.</summary>
[Alias("verifier.tenant-index")]
internal interface ITenantIndexGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "tenants";

    /// <summary>The list; whoever asks is told of changes.</summary>
    /// <param name="known">The epoch that the asker has, or 0.</param>
    /// <param name="asker">Whom to tell.</param>
    [Alias("get")]
    [AlwaysInterleave]
    [ResponseTimeout("00:00:02")]
    ValueTask<TenantList> GetAsync(long known, IFrontEnd asker);

    /// <summary>A tenant's owner tells what it is by now; ends when the front ends that can be told have been.</summary>
    [Alias("list")]
    [ResponseTimeout("00:00:08")]
    ValueTask ListAsync(TenantListed tenant);
}
