namespace Verifier.Tenants;

/// <summary>Tenants' names by something that several of them may have, each list in ordinal order. Immutable: a change copies references, not texts.</summary>
internal sealed class NameLists
{
    private readonly Dictionary<string, string[]> _lists;

    private NameLists(Dictionary<string, string[]> lists) => _lists = lists;

    public int Count => _lists.Count;

    public IReadOnlyList<string> this[string key] => _lists.TryGetValue(key, out string[]? names) ? names : [];

    /// <summary>The lists of these tenants.</summary>
    /// <param name="listings">One a name, in ordinal order.</param>
    /// <param name="keysOf">What a tenant is found by.</param>
    public static NameLists Of(IEnumerable<TenantListing> listings, Func<TenantListing, IEnumerable<string>> keysOf) => new(listings
        .SelectMany(listing => keysOf(listing).Distinct(StringComparer.Ordinal), (listing, key) => (listing.Name, Key: key))
        .GroupBy(pair => pair.Key, pair => pair.Name, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal));

    /// <summary>These lists with one tenant found by other keys than before.</summary>
    public NameLists Change(string name, IEnumerable<string> before, IEnumerable<string> after)
    {
        HashSet<string> gone = new(before, StringComparer.Ordinal);
        HashSet<string> come = new(after, StringComparer.Ordinal);
        if (gone.SetEquals(come))
        {
            return this;
        }

        Dictionary<string, string[]> lists = new(_lists, StringComparer.Ordinal);
        foreach (string key in gone.Except(come))
        {
            lists[key] = Array.FindAll(lists[key], other => other != name);
            if (lists[key].Length == 0)
            {
                _ = lists.Remove(key);
            }
        }

        foreach (string key in come.Except(gone))
        {
            lists[key] = [.. this[key].Append(name).Order(StringComparer.Ordinal)];
        }

        return new NameLists(lists);
    }
}
