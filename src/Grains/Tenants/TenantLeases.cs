using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>
/// The tenants as a front end has them: a lease on the list of all, and one on each that is in use. A lease is renewed ahead of its end, so that requests do not wait; when its owner cannot be asked, what was last
/// heard is good for the grace.
/// </summary>
internal sealed class TenantLeases : ITenantSource
{
    private readonly ConcurrentDictionary<string, Lease<LeasedTenant, TenantEntry>> _leases = new(StringComparer.Ordinal);
    private readonly IGrainFactory _grains;
    private readonly VerifierClusterOptions _options;
    private readonly Func<IFrontEnd> _self;
    private readonly ILogger _logger;
    private readonly Lease<TenantList, TenantIndex> _list;
    private volatile TenantIndex _index = TenantIndex.Empty;

    public TenantLeases(IGrainFactory grains, IOptions<VerifierClusterOptions> options, Func<IFrontEnd> self, ILogger<TenantLeases> logger)
    {
        _grains = grains;
        _options = options.Value;
        _self = self;
        _logger = logger;
        _list = new Lease<TenantList, TenantIndex>(
            _options,
            held => AskForListAsync(held?.Epoch ?? 0),
            (held, told) => held is not null && (told.Tenants is null || told.Epoch <= held.Epoch) ? held : told,
            (told, _) => Read(told),
            failure => Log.OwnerNotAsked(logger, "the list", "all tenants", failure.GetType().Name));
    }

    /// <inheritdoc />
    public TenantIndex Index => _index;

    /// <summary>The list behind the index; null before it was heard.</summary>
    public IReadOnlyList<TenantListed>? Listed => _list.Told?.Tenants;

    /// <summary>Whether there is a list to find tenants by, not older than a front end may go on with.</summary>
    public bool IsGood => _list.Good() is not null;

    /// <inheritdoc />
    public async ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        // By an older list this tenant may have been chosen for a request that is another's.
        return await _list.GetAsync(cancellationToken) is null ? null : (await LeaseOf(tenant).GetAsync(cancellationToken))?.Snapshot;
    }

    /// <summary>Takes note of a tenant as its owner has just told it.</summary>
    public void Tell(string tenant, LeasedTenant present)
    {
        if (_leases.TryGetValue(tenant, out Lease<LeasedTenant, TenantEntry>? lease))
        {
            lease.Tell(present);
        }
    }

    /// <summary>Takes note of the list of tenants as its owner has just told it.</summary>
    public void Tell(TenantList present) => _list.Tell(present);

    /// <summary>Asks for the list of tenants as it is by now.</summary>
    /// <exception cref="Exception">The owner cannot be asked.</exception>
    public async Task RefreshIndexAsync()
    {
        long askedAt = _options.Clock.GetTimestamp();
        _list.Answer(await AskForListAsync(_list.Told?.Epoch ?? 0), askedAt);
    }

    private async Task<TenantList> AskForListAsync(long known) => await _grains.GetGrain<ITenantIndexGrain>(ITenantIndexGrain.Key).GetAsync(known, _self());

    private TenantIndex Read(TenantList told)
    {
        TenantIndex index = TenantIndex.Create((told.Tenants ?? []).Select(tenant => tenant.ToListing()));
        _index = index;
        foreach (string gone in _leases.Keys.Where(name => !index.Contains(name)))
        {
            _ = _leases.TryRemove(gone, out _);
        }

        return index;
    }

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
