using System.Collections.Frozen;

namespace Verifier.Tenants;

/// <summary>Who is there: tenants by name, by public origin and by issuer, all compared ordinally. Immutable.</summary>
public sealed class TenantIndex
{
    private readonly FrozenDictionary<string, TenantListing> _byName;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _byOrigin;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _byIssuer;
    private readonly FrozenDictionary<string, IReadOnlyList<string>> _byMetadataPath;

    private TenantIndex(IReadOnlyList<TenantListing> listings)
    {
        Names = [.. listings.Select(listing => listing.Name)];
        _byName = listings.ToFrozenDictionary(listing => listing.Name, StringComparer.Ordinal);
        _byOrigin = Group(listings, listing => listing.PublicOrigin is null ? [] : [listing.PublicOrigin]);
        _byIssuer = Group(listings, listing => listing.Issuers);
        _byMetadataPath = Group(listings, listing => listing.MetadataUrl is null ? [] : [PathOf(listing.MetadataUrl)]);
    }

    /// <summary>Nobody.</summary>
    public static TenantIndex Empty { get; } = new([]);

    /// <summary>The tenants' names, in ordinal order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether any tenant has a public origin.</summary>
    internal bool HasOrigins => _byOrigin.Count > 0;

    /// <summary>An index of these tenants; when one name comes twice, the last listing holds.</summary>
    public static TenantIndex Create(IEnumerable<TenantListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        SortedDictionary<string, TenantListing> byName = new(StringComparer.Ordinal);
        foreach (TenantListing listing in listings)
        {
            byName[listing.Name] = listing;
        }

        return new TenantIndex([.. byName.Values]);
    }

    /// <summary>Whether there is a tenant of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The tenants whose public origin this is (normalized, see <see cref="DPoP.ProtectedUrl.Origin"/>), in ordinal order; mostly none or one.</summary>
    public IReadOnlyList<string> ByOrigin(string origin) => _byOrigin.TryGetValue(origin, out IReadOnlyList<string>? names) ? names : [];

    /// <summary>The tenants that list this issuer, in ordinal order.</summary>
    public IReadOnlyList<string> ByIssuer(string issuer) => _byIssuer.TryGetValue(issuer, out IReadOnlyList<string>? names) ? names : [];

    /// <summary>The tenants whose resource metadata (RFC 9728 section 3.1) is at this path and query, on whichever host, in ordinal order.</summary>
    public IReadOnlyList<string> ByMetadataPath(string path) => _byMetadataPath.TryGetValue(path, out IReadOnlyList<string>? names) ? names : [];

    /// <summary>This index with a tenant added, or listed anew.</summary>
    public TenantIndex With(TenantListing listing) => Create(_byName.Values.Append(listing));

    /// <summary>This index without the tenant of this name.</summary>
    public TenantIndex Without(string name) => Create(_byName.Values.Where(listing => listing.Name != name));

    private static string PathOf(string url) => url[url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3)..];

    private static FrozenDictionary<string, IReadOnlyList<string>> Group(IReadOnlyList<TenantListing> listings, Func<TenantListing, IEnumerable<string>> keys)
        => listings
            .SelectMany(listing => keys(listing).Distinct(StringComparer.Ordinal), (listing, key) => (listing.Name, Key: key))
            .GroupBy(pair => pair.Key, pair => pair.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group], StringComparer.Ordinal);
}
