using System.Diagnostics.CodeAnalysis;
using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.Keys;

/// <summary>
/// What an issuer's metadata says about its keys: OpenID Connect Discovery 1.0 or RFC 8414, which share the two members that matter here.
/// Nothing else in the document is looked at, save that it must be strict JSON as a whole.
/// </summary>
public sealed class DiscoveryDocument
{
    private const int MaxUrlLength = 2048;

    private DiscoveryDocument(Uri jwksUri) => JwksUri = jwksUri;

    /// <summary>Where the keys are. Which host that is, and what its name resolves to, is not judged here.</summary>
    public Uri JwksUri { get; }

    /// <summary>
    /// Where an issuer's metadata may be, in the order to try: <c>openid-configuration</c> appended (OpenID Connect Discovery 1.0 section 4.1), then <c>oauth-authorization-server</c>
    /// inserted before the path (RFC 8414 section 3.1), both after a terminating slash was removed. Empty when the issuer is no URL that keys may be fetched from.
    /// </summary>
    public static IReadOnlyList<Uri> Locations(string issuer, FetchRules rules)
    {
        if (!TryReadUrl(issuer, rules, out Uri? url) || url.Query.Length > 0 || issuer.EndsWith('?'))
        {
            return [];
        }

        string root = url.GetLeftPart(UriPartial.Authority);
        string path = url.AbsolutePath;
        if (path.EndsWith('/'))
        {
            path = path[..^1];
        }

        return [new Uri($"{root}{path}/.well-known/openid-configuration"), new Uri($"{root}/.well-known/oauth-authorization-server{path}")];
    }

    /// <summary>
    /// Reads the metadata that one of <see cref="Locations"/> answered. Its <c>issuer</c> must be <paramref name="issuer"/>, character by character
    /// (OpenID Connect Discovery 1.0 section 4.3, RFC 8414 section 3.3); else nothing in it may be used.
    /// </summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="issuer">The issuer as configured.</param>
    /// <param name="rules">Whether <c>jwks_uri</c> may be http on loopback.</param>
    /// <param name="document">The document, when it can be used.</param>
    /// <param name="fault">Why it cannot, in words that follow the document's URL.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> json,
        string issuer,
        FetchRules rules,
        [NotNullWhen(true)] out DiscoveryDocument? document,
        [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(rules);
        document = null;
        JsonValue named = default;
        JsonValue keys = default;
        JsonMembers members = new(json);
        while (members.MoveNext())
        {
            if (members.NameEquals("issuer"u8))
            {
                named = members.Value;
            }
            else if (members.NameEquals("jwks_uri"u8))
            {
                keys = members.Value;
            }
        }

        if (!members.IsValid)
        {
            fault = "is no strict JSON object (well-formed UTF-8, no member twice, at most 16 deep)";
            return false;
        }

        if (!named.TryGetString(out string? stated))
        {
            fault = "names no issuer";
            return false;
        }

        if (!string.Equals(stated, issuer, StringComparison.Ordinal))
        {
            fault = $"names the issuer \"{FaultWords.Printable(stated, 200)}\", not \"{FaultWords.Printable(issuer, 200)}\"";
            return false;
        }

        if (!keys.TryGetString(out string? location))
        {
            fault = "has no jwks_uri";
            return false;
        }

        if (!TryReadUrl(location, rules, out Uri? url))
        {
            fault = $"has the jwks_uri \"{FaultWords.Printable(location, 200)}\", which is no plain https URL";
            return false;
        }

        document = new DiscoveryDocument(url);
        fault = null;
        return true;
    }

    // Printable ASCII alone: that is all a URI has (RFC 3986 section 2), and such a URL can be logged as it is.
    private static bool TryReadUrl(string text, FetchRules rules, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || text.Length > MaxUrlLength || text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny('#', '\\'))
        {
            return false;
        }

        // Looked at here and not left to Uri, which forgives "https:host" and "https://@host".
        ReadOnlySpan<char> authority = text.AsSpan(scheme + 3);
        int end = authority.IndexOfAny('/', '?');
        authority = end < 0 ? authority : authority[..end];
        return !authority.IsEmpty
            && !authority.Contains('@')
            && Uri.TryCreate(text, UriKind.Absolute, out url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && rules.AllowHttpLoopback && IsLoopbackName(url)));
    }

    // A first look only: whoever connects must see that the address is a loopback one.
    private static bool IsLoopbackName(Uri url) => url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
