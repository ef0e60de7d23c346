namespace Verifier.Tenants;

/// <summary>Who is there: tenants by name, by public origin and by issuer, all compared ordinally. Immutable.</summary>
public sealed class TenantIndex
{
    private readonly Dictionary<string, TenantListing> _byName;
    private readonly NameLists _byOrigin;
    private readonly NameLists _byIssuer;
    private readonly NameLists _byMetadataPath;
    private string[]? _names;

    private TenantIndex(Dictionary<string, TenantListing> byName, NameLists byOrigin, NameLists byIssuer, NameLists byMetadataPath)
    {
        _byName = byName;
        _byOrigin = byOrigin;
        _byIssuer = byIssuer;
        _byMetadataPath = byMetadataPath;
    }

    /// <summary>Nobody.</summary>
    public static TenantIndex Empty { get; } = Create([]);

    /// <summary>How many tenants there are.</summary>
    public int Count => _byName.Count;

    /// <summary>The tenants' names, in ordinal order.</summary>
    public IReadOnlyList<string> Names => _names ??= [.. _byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether any tenant has a public origin.</summary>
    internal bool HasOrigins => _byOrigin.Count > 0;

    /// <summary>An index of these tenants; when one name comes twice, the last listing holds.</summary>
    public static TenantIndex Create(IEnumerable<TenantListing> listings)
    {
        ArgumentNullException.ThrowIfNull(listings);
        Dictionary<string, TenantListing> byName = new(StringComparer.Ordinal);
        foreach (TenantListing listing in listings)
        {
            byName[listing.Name] = listing;
        }

        TenantListing[] ordered = [.. byName.Values.OrderBy(listing => listing.Name, StringComparer.Ordinal)];
        return new TenantIndex(byName, NameLists.Of(ordered, OriginOf), NameLists.Of(ordered, listing => listing.Issuers), NameLists.Of(ordered, MetadataPathOf));
    }

    /// <summary>Whether there is a tenant of this name.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The tenants whose public origin this is (normalized, see <see cref="DPoP.ProtectedUrl.Origin"/>), in ordinal order; mostly none or one.</summary>
    public IReadOnlyList<string> ByOrigin(string origin) => _byOrigin[origin];

    /// <summary>The tenants that list this issuer, in ordinal order.</summary>
    public IReadOnlyList<string> ByIssuer(string issuer) => _byIssuer[issuer];

    /// <summary>The tenants whose resource metadata (RFC 9728 section 3.1) is at this path and query, on whichever host, in ordinal order.</summary>
    public IReadOnlyList<string> ByMetadataPath(string path) => _byMetadataPath[path];

    /// <summary>This index with a tenant added, or listed anew.</summary>
    public TenantIndex With(TenantListing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        Dictionary<string, TenantListing> byName = new(_byName, StringComparer.Ordinal) { [listing.Name] = listing };
        return Change(byName, listing.Name, listing);
    }

    /// <summary>This index without the tenant of this name.</summary>
    public TenantIndex Without(string name)
    {
        Dictionary<string, TenantListing> byName = new(_byName, StringComparer.Ordinal);
        return byName.Remove(name) ? Change(byName, name, null) : this;
    }

    // What is copied of each other tenant is a few references: a change among ten thousand takes less than writing it down.
    private TenantIndex Change(Dictionary<string, TenantListing> byName, string name, TenantListing? after)
    {
        TenantListing? before = _byName.GetValueOrDefault(name);
        return new TenantIndex(byName, Change(_byOrigin, OriginOf), Change(_byIssuer, listing => listing.Issuers), Change(_byMetadataPath, MetadataPathOf));

        NameLists Change(NameLists lists, Func<TenantListing, IEnumerable<string>> keysOf)
            => lists.Change(name, before is null ? [] : keysOf(before), after is null ? [] : keysOf(after));
    }

    private static IEnumerable<string> OriginOf(TenantListing listing) => listing.PublicOrigin is null ? [] : [listing.PublicOrigin];

    private static IEnumerable<string> MetadataPathOf(TenantListing listing) => listing.MetadataUrl is null ? [] : [PathOf(listing.MetadataUrl)];

    private static string PathOf(string url) => url[url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3)..];
}
