using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Grains.Storage;
using Verifier.Replay;

namespace Verifier.Grains.Tenants;

/// <summary>The list of tenants, by which a front end finds the one that a request is for.</summary>
[KeepAlive]
internal sealed class TenantIndexGrain : Grain, ITenantIndexGrain
{
    private readonly TimeProvider _clock;
    private readonly StoredState<TenantIndexState> _record;
    private readonly Audience _audience;
    private readonly Authority _authority;
    private readonly ILogger _logger;
    private Dictionary<string, TenantListed> _tenants = [];
    private TenantList _present = new(0, []);

    public TenantIndexGrain(IGrainContext context, GrainStates states, Authority authority, IOptions<VerifierClusterOptions> options, ILogger<TenantIndexGrain> logger)
    {
        _clock = options.Value.Clock;
        _record = states.Of<TenantIndexState>("tenant-index", context.GrainId);
        _audience = new Audience(_clock);
        _authority = authority;
        _logger = logger;
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => ReadAsync();

    public ValueTask<TenantList> GetAsync(long known, IFrontEnd asker)
    {
        _authority.Demand();
        _audience.Heard(asker);
        return new(known == _present.Epoch ? _present with { Tenants = null } : _present);
    }

    public async ValueTask ListAsync(TenantListed tenant)
    {
        // A write that is refused or in doubt shows what is stored, and is tried once more against that.
        for (int i = 0; _tenants.GetValueOrDefault(tenant.Name) is not { } present || present.Version < tenant.Version; i++)
        {
            Dictionary<string, TenantListed> tenants = new(_tenants, StringComparer.Ordinal) { [tenant.Name] = tenant };
            long epoch = Math.Max(_present.Epoch + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            LifeWrite written = await _record.WriteAsync(new TenantIndexState { Epoch = epoch, Tenants = [.. tenants.Values] });
            if (written is LifeWrite.Stored)
            {
                Hold(epoch, tenants);
                TenantList told = _present;
                await _audience.TellAsync(frontEnd => frontEnd.TenantsChangedAsync(told));
                return;
            }

            await ReadAsync();
            if (i == 2)
            {
                Log.IndexNotStored(_logger, tenant.Name);
                throw new InvalidOperationException("The list of tenants cannot be stored.");
            }
        }
    }

    private async Task ReadAsync()
    {
        TenantIndexState? stored = await _record.ReadAsync();
        Hold(stored?.Epoch ?? 0, (stored?.Tenants ?? []).ToDictionary(tenant => tenant.Name, StringComparer.Ordinal));
    }

    private void Hold(long epoch, Dictionary<string, TenantListed> tenants)
    {
        _tenants = tenants;
        _present = new TenantList(epoch, [.. tenants.Values.Where(tenant => tenant.IsPresent)]);
    }
}
