using System.Net;
using System.Security.Cryptography.X509Certificates;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Keys;

/// <summary>
/// Fetches an issuer's metadata and then its JWKS over https, each fetch on connections of its own: what one issuer may reach, another cannot by way of a pooled connection.
/// No redirects, no cookies, no compression, no proxy unless configured; 3 s for everything together, 256 KiB a document; to no address that <see cref="AddressRules"/> refuses.
/// </summary>
internal sealed class HttpsKeyFetcher : IKeyFetcher
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly FetchRules _rules;
    private readonly FetchProxy? _proxy;
    private readonly TimeProvider _clock;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly X509Certificate2Collection? _roots;

    public HttpsKeyFetcher(FetchOptions options, TimeProvider clock)
        : this(options, clock, Dns.GetHostAddressesAsync, null)
    {
    }

    /// <summary>For tests: names resolved and certificates trusted as they say.</summary>
    internal HttpsKeyFetcher(FetchOptions options, TimeProvider clock, Func<string, CancellationToken, Task<IPAddress[]>> resolve, X509Certificate2Collection? roots)
    {
        _rules = options.Rules;
        _proxy = options.Proxy is null ? null : new FetchProxy(options.Proxy);
        _clock = clock;
        _resolve = resolve;
        _roots = roots;
    }

    public async ValueTask<KeyFetch> FetchAsync(IssuerPolicy issuer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Limit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var destinations = new Destinations(_resolve, issuer.IsInternal, _rules.AllowHttpLoopback);
        using var connection = new FetchConnection(destinations, _proxy, _clock, Limit, _roots);
        try
        {
            return await FetchAsync(issuer.Issuer, connection, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return KeyFetch.Failed($"{connection.Url} took longer than {Limit.TotalSeconds:0} s");
        }
    }

    private async ValueTask<KeyFetch> FetchAsync(string issuer, FetchConnection connection, CancellationToken cancellationToken)
    {
        string notFound = "";
        foreach (Uri location in DiscoveryDocument.Locations(issuer, _rules))
        {
            FetchedDocument metadata = await connection.GetAsync(location, cancellationToken);
            if (metadata.IsMissing)
            {
                notFound += notFound.Length == 0 ? metadata.Fault : $" and {metadata.Fault}";
                continue;
            }

            if (metadata.Fault is not null)
            {
                return KeyFetch.Failed(metadata.Fault);
            }

            // A document that is there and wrong ends the search. The issuer has answered, and what it said must not be used (RFC 8414 section 3.3); to go on looking for a document
            // that suits would let whoever controls the least guarded of an issuer's URLs decide which keys sign its tokens.
            if (!DiscoveryDocument.TryRead(metadata.Body.Span, issuer, _rules, out DiscoveryDocument? document, out string? fault))
            {
                return KeyFetch.Failed($"{location.AbsoluteUri} {fault}");
            }

            FetchedDocument jwks = await connection.GetAsync(document.JwksUri, cancellationToken);
            return jwks.Fault is null ? new KeyFetch(jwks.Body, null) : KeyFetch.Failed(jwks.Fault);
        }

        return KeyFetch.Failed(notFound.Length > 0 ? notFound : "the issuer is no https URL without query and fragment");
    }
}
