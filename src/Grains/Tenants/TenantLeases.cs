using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>
/// The tenants as a front end has them: the index of all, and a lease on each that is in use. A lease is renewed ahead of its end, so that requests do not wait; when its owner cannot be asked, what was last
/// heard is good for the grace.
/// </summary>
internal sealed class TenantLeases : ITenantSource
{
    private readonly ConcurrentDictionary<string, Lease<LeasedTenant, TenantEntry>> _leases = new(StringComparer.Ordinal);
    private readonly IGrainFactory _grains;
    private readonly VerifierClusterOptions _options;
    private readonly Func<IFrontEnd> _self;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private volatile TenantIndex _index = TenantIndex.Empty;
    private TenantList? _list;

    public TenantLeases(IGrainFactory grains, IOptions<VerifierClusterOptions> options, Func<IFrontEnd> self, ILogger<TenantLeases> logger)
    {
        _grains = grains;
        _options = options.Value;
        _self = self;
        _logger = logger;
    }

    /// <inheritdoc />
    public TenantIndex Index => _index;

    /// <summary>The list behind the index; null before it was heard.</summary>
    public IReadOnlyList<TenantListed>? Listed => Volatile.Read(ref _list)?.Tenants;

    /// <inheritdoc />
    public async ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken)
        => (await LeaseOf(tenant).GetAsync(cancellationToken))?.Snapshot;

    /// <summary>Takes note of a tenant as its owner has just told it.</summary>
    public void Tell(string tenant, LeasedTenant present)
    {
        if (_leases.TryGetValue(tenant, out Lease<LeasedTenant, TenantEntry>? lease))
        {
            lease.Tell(present);
        }
    }

    /// <summary>Takes note of the list of tenants as its owner has just told it.</summary>
    public void Tell(TenantList present)
    {
        lock (_lock)
        {
            if (present.Tenants is null || (_list is not null && present.Epoch <= _list.Epoch))
            {
                return;
            }

            _list = present;
            _index = TenantIndex.Create(present.Tenants.Select(tenant => tenant.ToListing()));
        }

        foreach (string gone in _leases.Keys.Where(name => !_index.Contains(name)))
        {
            _ = _leases.TryRemove(gone, out _);
        }
    }

    /// <summary>Asks for the list of tenants.</summary>
    /// <exception cref="Exception">The owner cannot be asked.</exception>
    public async Task RefreshIndexAsync()
        => Tell(await _grains.GetGrain<ITenantIndexGrain>(ITenantIndexGrain.Key).GetAsync(Volatile.Read(ref _list)?.Epoch ?? 0, _self()));

    private Lease<LeasedTenant, TenantEntry> LeaseOf(string tenant) => _leases.GetOrAdd(tenant, Create);

    private Lease<LeasedTenant, TenantEntry> Create(string tenant)
    {
        ITenantGrain owner = _grains.GetGrain<ITenantGrain>(tenant);
        return new Lease<LeasedTenant, TenantEntry>(
            _options,
            async held => await owner.GetAsync(held?.Revision ?? 0, _self()),
            (held, told) => held is not null && (told.IsKnown || told.Revision <= held.Revision) ? held : told,
            (told, _) => ToEntry(tenant, told.Content),
            failure => Log.OwnerNotAsked(_logger, "tenant", tenant, failure.GetType().Name));
    }

    /// <summary>A tenant as the core has it; null when there is none, or this host's rules do not allow it.</summary>
    public TenantEntry? ToEntry(string tenant, TenantContent? content)
    {
        IReadOnlyList<string> faults = [];
        TenantEntry? entry = content?.ToEntry(tenant, _options.Rules, _options.Clock.GetUtcNow().ToUnixTimeSeconds(), out faults);
        if (faults.Count > 0)
        {
            Log.TenantNotServed(_logger, tenant, string.Join(' ', faults));
        }

        return entry;
    }
}
