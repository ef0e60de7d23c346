using Verifier.Nonces;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>
/// The tenants' owner in one process. Every change is stored first, where there is a store, and then makes a new state that is swapped in with one reference write; a decision keeps the snapshot that it
/// began with, and waits for no change.
/// </summary>
internal sealed class TenantRegistry : ITenantSource, ITenantAdministration, IDisposable
{
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly TimeProvider _clock;
    private readonly ITenantStore? _store;
    private readonly List<TenantWrite> _unstored = [];
    private volatile TenantState _state;
    private long _version;

    /// <summary>Starts with the tenants from configuration, and with what is stored.</summary>
    public TenantRegistry(IReadOnlyList<TenantPolicy> configured, TimeProvider clock, TenantStart? start = null)
    {
        _clock = clock;
        _store = start?.Store;
        StoredTenants stored = start?.Read() ?? new StoredTenants(0, []);

        // Versions are entity tags too: one that a client remembers from before a restart must not fit another policy, whatever the clock says or which backup was restored.
        _version = Math.Max(stored.Version, clock.GetUtcNow().ToUnixTimeMilliseconds());
        Dictionary<string, StoredTenant> others = stored.Tenants.ToDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        List<TenantEntry> entries = [];
        List<TenantListing> unusable = [];
        foreach (TenantPolicy policy in configured)
        {
            if (others.Remove(policy.Name, out StoredTenant? found) && !found.Settings.IsEmpty)
            {
                start!.Shadowed(policy.Name);
            }

            Add(policy, ++_version, found, isConfigured: true);
        }

        foreach (StoredTenant tenant in stored.Tenants.Where(tenant => !tenant.Settings.IsEmpty && others.ContainsKey(tenant.Name)))
        {
            if (start!.TryAdmit(tenant, out TenantPolicy? policy, out TenantListing listing))
            {
                _ = others.Remove(tenant.Name);
                Add(policy, tenant.Version, tenant, isConfigured: false);
            }
            else
            {
                unusable.Add(listing);
            }
        }

        _state = TenantState.Of(entries, others.Values, unusable);
        OwnerMeter.TrackRevocations(this, () => List().Select(entry => (entry.Policy.Name, entry.Snapshot.Revocations.CountLive(Now))));

        void Add(TenantPolicy policy, long version, StoredTenant? found, bool isConfigured)
        {
            TenantEntry entry = new(Make(policy, version, found), isConfigured);
            entries.Add(entry);
            if (found is not { Nonces.Count: > 0 })
            {
                _unstored.Add(Secrets(entry));
            }
        }
    }

    /// <inheritdoc />
    public TenantIndex Index => _state.Index;

    /// <summary>The tenants in the order of their names.</summary>
    public IEnumerable<TenantEntry> List() => _state.Tenants.Values;

    /// <summary>One tenant, or null.</summary>
    public TenantEntry? Find(string name) => _state.Tenants.GetValueOrDefault(name);

    /// <inheritdoc />
    public ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken) => new(Find(tenant)?.Snapshot);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<TenantEntry>?> ListAsync(CancellationToken cancellationToken) => new([.. List()]);

    /// <inheritdoc />
    public ValueTask<TenantChange> FindAsync(string name, CancellationToken cancellationToken)
    {
        TenantState state = _state;
        TenantEntry? entry = state.Tenants.GetValueOrDefault(name);
        return new(new TenantChange(entry is not null ? TenantOutcome.Unchanged : state.IsUnusable(name) ? TenantOutcome.Unavailable : TenantOutcome.Missing, entry));
    }

    /// <summary>Stores the version given out last and the nonce secrets made at the start, so that the next start knows them.</summary>
    public async Task SettleAsync()
    {
        await _changes.WaitAsync();
        try
        {
            // What fails is the store's to log. It costs what a lost nonce secret costs, and versions are safe unless the clock goes back too.
            _ = await StoreAsync(_unstored, []);
        }
        finally
        {
            _ = _changes.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<TenantChange> PutAsync(TenantPolicy policy, TenantCondition condition, string by, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            TenantState state = _state;
            TenantEntry? present = Find(policy.Name);
            if (Refusal(state, policy.Name, present, condition) is { } refused)
            {
                return refused;
            }

            byte[] settings = TenantSettingsWriter.Write(policy.ToSettings());
            if (present is not null && settings.AsSpan().SequenceEqual(TenantSettingsWriter.Write(present.Policy.ToSettings())))
            {
                return new TenantChange(TenantOutcome.Unchanged, present);
            }

            TenantSnapshot snapshot = present is null ? Make(policy, ++_version, state.Dormant.GetValueOrDefault(policy.Name)) : present.Snapshot with { Policy = policy, Version = ++_version };
            TenantEntry entry = new(snapshot, IsConfigured: false);
            TenantWrite put = new TenantWrite.Put(policy.Name, settings, snapshot.Version);
            return await StoreAsync(present is null ? [put, Secrets(entry)] : [put], AuditOf(entry, present, by))
                ? Swap(state.With(entry), present is null ? TenantOutcome.Created : TenantOutcome.Replaced, entry)
                : new TenantChange(TenantOutcome.Unavailable, present);
        }
        finally
        {
            _ = _changes.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<TenantChange> DeleteAsync(string name, TenantCondition condition, string by, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            TenantState state = _state;
            TenantEntry? present = Find(name);
            if (present is null && !state.IsUnusable(name))
            {
                return new TenantChange(TenantOutcome.Missing, null);
            }

            if (Refusal(state, name, present, condition) is { } refused)
            {
                return refused;
            }

            return await StoreAsync([new TenantWrite.Delete(name)], [Entry(by, "tenant.deleted", name, null)])
                ? Swap(state.Without(name), TenantOutcome.Deleted, present)
                : new TenantChange(TenantOutcome.Unavailable, present);
        }
        finally
        {
            _ = _changes.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<TenantOutcome> RevokeAsync(string name, Revocation revocation, string by, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (Find(name) is not { } present)
            {
                return TenantOutcome.Missing;
            }

            if (!present.Snapshot.Revocations.TryAdd(revocation, Now, out RevocationSet? revocations))
            {
                return TenantOutcome.Full;
            }

            return await ReplaceAsync(present, present.Snapshot with { Revocations = revocations }, new TenantWrite.Revoke(name, revocation), Entry(by, "revocation.added", name, revocation.Id))
                ? TenantOutcome.Created
                : TenantOutcome.Unavailable;
        }
        finally
        {
            _ = _changes.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<TenantOutcome> RestoreAsync(string name, string revocationId, string by, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (Find(name) is not { } present || !present.Snapshot.Revocations.TryRemove(revocationId, out RevocationSet? revocations))
            {
                return TenantOutcome.Missing;
            }

            return await ReplaceAsync(present, present.Snapshot with { Revocations = revocations }, new TenantWrite.Restore(name, revocationId), Entry(by, "revocation.removed", name, revocationId))
                ? TenantOutcome.Deleted
                : TenantOutcome.Unavailable;
        }
        finally
        {
            _ = _changes.Release();
        }
    }

    /// <summary>Gives a new nonce secret to every tenant whose newest is a day old; nonces that are still young stay good. A secret that cannot be stored is not used.</summary>
    public async Task RotateNoncesAsync()
    {
        long now = Now;
        foreach (string name in List().Where(entry => entry.Snapshot.Nonces.RotationDue(now)).Select(entry => entry.Policy.Name))
        {
            await _changes.WaitAsync();
            try
            {
                if (Find(name) is { } entry && entry.Snapshot.Nonces.RotationDue(now))
                {
                    NonceRing nonces = entry.Snapshot.Nonces.Rotate(now);
                    _ = await ReplaceAsync(entry, entry.Snapshot with { Nonces = nonces }, new TenantWrite.Secrets(name, nonces), null);
                }
            }
            finally
            {
                _ = _changes.Release();
            }
        }
    }

    /// <summary>Nothing is left to change.</summary>
    public void Dispose()
    {
        OwnerMeter.Forget(this);
        _changes.Dispose();
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    private static TenantChange? Refusal(TenantState state, string name, TenantEntry? present, TenantCondition condition)
    {
        if (present is { IsConfigured: true })
        {
            return new TenantChange(TenantOutcome.Configured, present);
        }

        // Whoever states a condition has seen a tenant that is in use, or none.
        bool holds = state.IsUnusable(name) ? condition is { IfMatch: null, IfNoneMatch: null } : condition.Holds(present);
        return holds ? null : new TenantChange(TenantOutcome.ConditionFailed, present);
    }

    private static TenantWrite.Secrets Secrets(TenantEntry entry) => new(entry.Policy.Name, entry.Snapshot.Nonces);

    private List<AuditEntry> AuditOf(TenantEntry entry, TenantEntry? before, string by)
    {
        List<AuditEntry> audit = [Entry(by, before is null ? "tenant.created" : "tenant.replaced", entry.Policy.Name, entry.ETag)];
        if (entry.Policy.AcceptsBoundTokensAsBearer)
        {
            audit.Add(Entry(by, "tenant.bound-tokens-as-bearer", entry.Policy.Name, null));
        }

        return audit;
    }

    private AuditEntry Entry(string who, string what, string tenant, string? detail) => new(_clock.GetUtcNow(), who, what, tenant, detail);

    private TenantChange Swap(TenantState state, TenantOutcome outcome, TenantEntry? entry)
    {
        _state = state;
        return new TenantChange(outcome, entry);
    }

    // Neither revocations nor nonce secrets are in the index.
    private async ValueTask<bool> ReplaceAsync(TenantEntry present, TenantSnapshot snapshot, TenantWrite write, AuditEntry? audit)
    {
        bool stored = await StoreAsync([write], audit is null ? [] : [audit]);
        if (stored)
        {
            _state = _state with { Tenants = _state.Tenants.SetItem(present.Policy.Name, present with { Snapshot = snapshot }) };
        }

        return stored;
    }

    // Not with the caller's token: a change that has begun is carried through, so that what is stored and what is in force do not come apart.
    private ValueTask<bool> StoreAsync(IReadOnlyList<TenantWrite> writes, IReadOnlyList<AuditEntry> audit) => _store?.WriteAsync(_version, writes, audit) ?? new(true);

    private TenantSnapshot Make(TenantPolicy policy, long version, StoredTenant? stored) => new(
        policy,
        version,
        stored is null ? RevocationSet.Empty : RevocationSet.Create(stored.Revocations, Now),
        stored is { Nonces.Count: > 0 } ? NonceRing.Of(stored.Nonces) : NonceRing.Create(Now));
}
