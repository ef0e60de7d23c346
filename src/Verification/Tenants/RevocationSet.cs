using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Verifier.Tenants;

/// <summary>A tenant's revocations; immutable.</summary>
public sealed class RevocationSet
{
    /// <summary>How many entries a tenant may have that still count.</summary>
    public const int Capacity = 10_000;

    private readonly ImmutableDictionary<string, Revocation> _byId;
    private readonly ImmutableDictionary<(RevocationTarget Target, string Value), ImmutableArray<Revocation>> _byValue;

    private RevocationSet(ImmutableDictionary<string, Revocation> byId, ImmutableDictionary<(RevocationTarget, string), ImmutableArray<Revocation>> byValue)
    {
        _byId = byId;
        _byValue = byValue;
    }

    /// <summary>Nothing is revoked.</summary>
    public static RevocationSet Empty { get; } = new(ImmutableDictionary.Create<string, Revocation>(StringComparer.Ordinal), ImmutableDictionary<(RevocationTarget, string), ImmutableArray<Revocation>>.Empty);

    /// <summary>Whether nothing is revoked.</summary>
    public bool IsEmpty => _byId.IsEmpty;

    /// <summary>The set of these entries, as they were stored; those that do not count any more are left out, and none is dropped for want of room.</summary>
    public static RevocationSet Create(IEnumerable<Revocation> revocations, long now)
    {
        ArgumentNullException.ThrowIfNull(revocations);
        ImmutableDictionary<string, Revocation> byId = Empty._byId.SetItems(
            revocations.Where(revocation => revocation.ExpiresAt > now).Select(revocation => KeyValuePair.Create(revocation.Id, revocation)));
        return new RevocationSet(
            byId,
            byId.Values.GroupBy(revocation => (revocation.Target, revocation.Value)).ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray()));
    }

    /// <summary>This set with an entry more. False when it is full of entries that still count, <see cref="Capacity"/> of them; those that do not are dropped first.</summary>
    public bool TryAdd(Revocation revocation, long now, [NotNullWhen(true)] out RevocationSet? added)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        RevocationSet live = _byId.Count < Capacity ? this : Create(_byId.Values, now);
        added = live._byId.Count < Capacity ? live.With(revocation) : null;
        return added is not null;
    }

    /// <summary>This set without the entry of this id. False when it has none.</summary>
    public bool TryRemove(string id, [NotNullWhen(true)] out RevocationSet? removed)
    {
        removed = _byId.TryGetValue(id, out Revocation? revocation) ? Without(revocation) : null;
        return removed is not null;
    }

    /// <summary>How many entries still count.</summary>
    public int CountLive(long now) => IsEmpty ? 0 : _byId.Values.Count(revocation => revocation.ExpiresAt > now);

    /// <summary>The entries that still count, oldest first.</summary>
    public IReadOnlyList<Revocation> Live(long now)
        => [.. _byId.Values.Where(revocation => revocation.ExpiresAt > now).OrderBy(revocation => revocation.CreatedAt).ThenBy(revocation => revocation.Id, StringComparer.Ordinal)];

    /// <summary>
    /// Whether a token is revoked: one entry names its <c>jti</c>, <c>sub</c>, <c>sid</c> or client, and its issuer where the entry names one, and <c>iat &lt;= issuedBefore + clockSkew</c>.
    /// An entry past its <c>expiresAt</c> does not count.
    /// </summary>
    public bool Revokes(string issuer, string? jti, string? subject, string? sessionId, string? clientId, double issuedAt, int clockSkew, long now)
        => !IsEmpty
            && (Revokes(RevocationTarget.TokenId, jti, issuer, issuedAt, clockSkew, now)
                || Revokes(RevocationTarget.Subject, subject, issuer, issuedAt, clockSkew, now)
                || Revokes(RevocationTarget.SessionId, sessionId, issuer, issuedAt, clockSkew, now)
                || Revokes(RevocationTarget.ClientId, clientId, issuer, issuedAt, clockSkew, now));

    private bool Revokes(RevocationTarget target, string? value, string issuer, double issuedAt, int clockSkew, long now)
    {
        if (value is null || !_byValue.TryGetValue((target, value), out ImmutableArray<Revocation> entries))
        {
            return false;
        }

        foreach (Revocation entry in entries)
        {
            if (issuedAt <= (double)entry.IssuedBefore + clockSkew && entry.ExpiresAt > now && (entry.Issuer is null || string.Equals(entry.Issuer, issuer, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private RevocationSet With(Revocation revocation)
    {
        RevocationSet others = _byId.TryGetValue(revocation.Id, out Revocation? former) ? Without(former) : this;
        (RevocationTarget, string) key = (revocation.Target, revocation.Value);
        ImmutableArray<Revocation> entries = others._byValue.TryGetValue(key, out ImmutableArray<Revocation> present) ? present : [];
        return new RevocationSet(others._byId.Add(revocation.Id, revocation), others._byValue.SetItem(key, entries.Add(revocation)));
    }

    private RevocationSet Without(Revocation revocation)
    {
        (RevocationTarget, string) key = (revocation.Target, revocation.Value);
        ImmutableArray<Revocation> rest = _byValue[key].RemoveAll(entry => entry.Id == revocation.Id);
        return new RevocationSet(_byId.Remove(revocation.Id), rest.IsEmpty ? _byValue.Remove(key) : _byValue.SetItem(key, rest));
    }
}
