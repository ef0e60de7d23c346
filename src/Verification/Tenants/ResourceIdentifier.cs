using System.Buffers;

namespace Verifier.Tenants;

/// <summary>The rule for resource identifiers (RFC 9728 section 1.2): an https URL without fragment.</summary>
internal static class ResourceIdentifier
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    // RFC 3986 section 3.4. Stands in challenges, inside quotes.
    private static readonly SearchValues<char> QueryCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%");

    /// <summary>What is wrong with an identifier, or null.</summary>
    public static string? FaultOf(string identifier, FetchRules fetch)
    {
        const string SuchAs = "an https URL, such as https://api.acme.com";
        string? fault = HttpsUrl.FaultOf(identifier, fetch, SuchAs);
        if (fault is not null)
        {
            return fault;
        }

        if (identifier.Contains('#'))
        {
            return $"is {HttpsUrl.Show(identifier)}; it must have no fragment (RFC 9728 section 1.2).";
        }

        int query = identifier.IndexOf('?');
        return query >= 0 && identifier.AsSpan(query).ContainsAnyExcept(QueryCharacters) ? $"is {HttpsUrl.Show(identifier)}; it must be {SuchAs}." : null;
    }

    /// <summary>Where the metadata of this identifier is: the well-known path goes between the host and the path or query, in the place of a slash that ends the host (RFC 9728 section 3.1).</summary>
    public static string MetadataUrl(string identifier)
    {
        int authority = identifier.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = identifier.AsSpan(authority).IndexOfAny('/', '?');
        if (end < 0)
        {
            return identifier + WellKnown;
        }

        string rest = identifier[(authority + end)..];
        return string.Concat(identifier.AsSpan(0, authority + end), WellKnown, rest is "/" || rest.StartsWith("/?", StringComparison.Ordinal) ? rest[1..] : rest);
    }
}
