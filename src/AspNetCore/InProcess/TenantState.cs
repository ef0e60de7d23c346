using System.Collections.Immutable;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>The tenants at one moment; immutable.</summary>
/// <param name="Tenants">The tenants by name.</param>
/// <param name="Dormant">What is stored under other names: of tenants that are not allowed any more, and what is left of tenants that are not configured any more.</param>
/// <param name="Index">
/// The tenants, and those that are not allowed any more: listed like any other, so that no token or origin of theirs chooses somebody else; but there is no snapshot of them.
/// </param>
internal sealed record TenantState(ImmutableSortedDictionary<string, TenantEntry> Tenants, ImmutableDictionary<string, StoredTenant> Dormant, TenantIndex Index)
{
    public static TenantState Of(IReadOnlyList<TenantEntry> entries, IEnumerable<StoredTenant> dormant, IEnumerable<TenantListing> unusable) => new(
        entries.ToImmutableSortedDictionary(entry => entry.Policy.Name, entry => entry, StringComparer.Ordinal),
        dormant.ToImmutableDictionary(tenant => tenant.Name, StringComparer.Ordinal),
        TenantIndex.Create(entries.Select(entry => entry.Policy.ToListing()).Concat(unusable)));

    public bool IsUnusable(string name) => Dormant.TryGetValue(name, out StoredTenant? stored) && !stored.Settings.IsEmpty;

    public TenantState With(TenantEntry entry) => new(Tenants.SetItem(entry.Policy.Name, entry), Dormant.Remove(entry.Policy.Name), Index.With(entry.Policy.ToListing()));

    public TenantState Without(string name) => new(Tenants.Remove(name), Dormant.Remove(name), Index.Without(name));
}
