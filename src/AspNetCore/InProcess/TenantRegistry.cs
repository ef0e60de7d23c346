using System.Collections.Immutable;
using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>The tenants' owner in one process. Every change makes a new state and swaps it in with one reference write; a decision keeps the snapshot that it began with.</summary>
internal sealed class TenantRegistry : ITenantSource, ITenantAdministration
{
    private readonly Lock _changes = new();
    private readonly TimeProvider _clock;
    private volatile State _state;
    private long _version;

    /// <summary>Starts with the tenants from configuration.</summary>
    public TenantRegistry(IReadOnlyList<TenantPolicy> configured, TimeProvider clock)
    {
        _clock = clock;

        // Versions are entity tags too: one that a client remembers from before a restart must not fit another policy.
        _version = clock.GetUtcNow().ToUnixTimeMilliseconds();
        _state = State.Of(configured.Select(policy => new TenantEntry(Make(policy), IsConfigured: true)));
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
        => new(Find(name) is { } entry ? new TenantChange(TenantOutcome.Unchanged, entry) : new TenantChange(TenantOutcome.Missing, null));

    /// <inheritdoc />
    public ValueTask<TenantChange> PutAsync(TenantPolicy policy, TenantCondition condition, string by, CancellationToken cancellationToken) => new(Put(policy, condition));

    /// <inheritdoc />
    public ValueTask<TenantChange> DeleteAsync(string name, TenantCondition condition, string by, CancellationToken cancellationToken) => new(Delete(name, condition));

    /// <inheritdoc />
    public ValueTask<TenantOutcome> RevokeAsync(string name, Revocation revocation, string by, CancellationToken cancellationToken) => new(Revoke(name, revocation));

    /// <inheritdoc />
    public ValueTask<TenantOutcome> RestoreAsync(string name, string revocationId, string by, CancellationToken cancellationToken) => new(Restore(name, revocationId));

    /// <summary>Adds or replaces a tenant if the condition holds for what is there. Its revocations and nonce secrets stay.</summary>
    public TenantChange Put(TenantPolicy policy, TenantCondition condition)
    {
        lock (_changes)
        {
            TenantEntry? present = Find(policy.Name);
            if (Refusal(present, condition) is { } refused)
            {
                return refused;
            }

            if (present is not null && IsSame(present.Policy, policy))
            {
                return new TenantChange(TenantOutcome.Unchanged, present);
            }

            TenantSnapshot snapshot = present is null ? Make(policy) : present.Snapshot with { Policy = policy, Version = ++_version };
            TenantEntry entry = new(snapshot, IsConfigured: false);
            _state = new State(_state.Tenants.SetItem(policy.Name, entry), _state.Index.With(policy.ToListing()));
            return new TenantChange(present is null ? TenantOutcome.Created : TenantOutcome.Replaced, entry);
        }
    }

    /// <summary>Removes a tenant, with all that is its own, if the condition holds for it.</summary>
    public TenantChange Delete(string name, TenantCondition condition)
    {
        lock (_changes)
        {
            TenantEntry? present = Find(name);
            if (present is null)
            {
                return new TenantChange(TenantOutcome.Missing, null);
            }

            if (Refusal(present, condition) is { } refused)
            {
                return refused;
            }

            _state = new State(_state.Tenants.Remove(name), _state.Index.Without(name));
            return new TenantChange(TenantOutcome.Deleted, present);
        }
    }

    /// <summary>Adds a revocation, in force with the next decision.</summary>
    public TenantOutcome Revoke(string name, Revocation revocation)
    {
        lock (_changes)
        {
            TenantEntry? present = Find(name);
            if (present is null)
            {
                return TenantOutcome.Missing;
            }

            if (!present.Snapshot.Revocations.TryAdd(revocation, Now, out RevocationSet? revocations))
            {
                return TenantOutcome.Full;
            }

            Replace(present, present.Snapshot with { Revocations = revocations });
            return TenantOutcome.Created;
        }
    }

    /// <summary>Takes a revocation back.</summary>
    public TenantOutcome Restore(string name, string revocationId)
    {
        lock (_changes)
        {
            TenantEntry? present = Find(name);
            if (present is null || !present.Snapshot.Revocations.TryRemove(revocationId, out RevocationSet? revocations))
            {
                return TenantOutcome.Missing;
            }

            Replace(present, present.Snapshot with { Revocations = revocations });
            return TenantOutcome.Deleted;
        }
    }

    /// <summary>Gives a new nonce secret to every tenant whose newest is a day old; nonces that are still young stay good.</summary>
    public void RotateNonces()
    {
        lock (_changes)
        {
            long now = Now;
            foreach (TenantEntry entry in List().Where(entry => entry.Snapshot.Nonces.RotationDue(now)))
            {
                Replace(entry, entry.Snapshot with { Nonces = entry.Snapshot.Nonces.Rotate(now) });
            }
        }
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    private static TenantChange? Refusal(TenantEntry? present, TenantCondition condition)
    {
        if (present is { IsConfigured: true })
        {
            return new TenantChange(TenantOutcome.Configured, present);
        }

        return condition.Holds(present) ? null : new TenantChange(TenantOutcome.ConditionFailed, present);
    }

    // Written out they are equal when they mean the same; the types hold sets and lists that compare by reference.
    private static bool IsSame(TenantPolicy one, TenantPolicy other)
        => TenantSettingsWriter.Write(one.ToSettings()).AsSpan().SequenceEqual(TenantSettingsWriter.Write(other.ToSettings()));

    // Neither revocations nor nonce secrets are in the index.
    private void Replace(TenantEntry present, TenantSnapshot snapshot)
        => _state = _state with { Tenants = _state.Tenants.SetItem(present.Policy.Name, present with { Snapshot = snapshot }) };

    private TenantSnapshot Make(TenantPolicy policy) => new(policy, ++_version, RevocationSet.Empty, NonceRing.Create(Now));

    private sealed record State(ImmutableSortedDictionary<string, TenantEntry> Tenants, TenantIndex Index)
    {
        public static State Of(IEnumerable<TenantEntry> entries)
        {
            ImmutableSortedDictionary<string, TenantEntry> tenants = entries.ToImmutableSortedDictionary(entry => entry.Policy.Name, entry => entry, StringComparer.Ordinal);
            return new State(tenants, TenantIndex.Create(tenants.Values.Select(entry => entry.Policy.ToListing())));
        }
    }
}
