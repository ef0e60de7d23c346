using Verifier.Grains.Keys;
using Verifier.Grains.Tenants;

namespace Verifier.Grains.Leases;

/// <summary>This process as a front end: passes on what it is told.</summary>
internal sealed class FrontEnd(IGrainFactory grains, Func<TenantLeases> tenants, Func<KeyLeases> keys) : IFrontEnd
{
    private readonly Lock _lock = new();
    private IFrontEnd? _reference;

    /// <summary>What owners are given, to tell this front end of changes.</summary>
    public IFrontEnd Reference
    {
        get
        {
            lock (_lock)
            {
                return _reference ??= grains.CreateObjectReference<IFrontEnd>(this);
            }
        }
    }

    /// <inheritdoc />
    public Task TenantChangedAsync(string tenant, LeasedTenant present)
    {
        tenants().Tell(tenant, present);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task KeysChangedAsync(KeyQuestion ring, LeasedKeys present)
    {
        keys().Tell(ring, present);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task TenantsChangedAsync(TenantList present)
    {
        tenants().Tell(present);
        return Task.CompletedTask;
    }
}
