using Verifier.Grains.Keys;
using Verifier.Grains.Tenants;

namespace Verifier.Grains.Leases;

/// <summary>
/// A front end as the owners of what it leases see it: told of changes at once, so that they are in force before the lease ends. Nothing depends on being told: correctness rests on the lease. An owner waits
/// for as long as a lease lasts: whoever has not heard by then asks before its next decision.
/// </summary>
[Alias("verifier.front-end")]
internal interface IFrontEnd : IGrainObserver
{
    /// <summary>A tenant has changed.</summary>
    [Alias("tenant")]
    [ResponseTimeout("00:00:05")]
    Task TenantChangedAsync(string tenant, LeasedTenant present);

    /// <summary>An issuer's keys have changed.</summary>
    [Alias("keys")]
    [ResponseTimeout("00:00:05")]
    Task KeysChangedAsync(KeyQuestion ring, LeasedKeys present);

    /// <summary>There are other tenants.</summary>
    [Alias("index")]
    [ResponseTimeout("00:00:05")]
    Task TenantsChangedAsync(TenantList present);
}
