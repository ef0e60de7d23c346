using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>A fetcher, an issuer on loopback, and a clock on which nothing takes time unless told.</summary>
public abstract class FetcherTest : IAsyncLifetime
{
    private protected TestClock Clock { get; } = new();

    private protected IssuerServer Server { get; private set; } = null!;

    /// <summary>The names that were resolved.</summary>
    protected List<string> Resolved { get; } = [];

    public async Task InitializeAsync() => Server = await IssuerServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private protected HttpsKeyFetcher Fetcher(bool allowLoopback = true, Uri? proxy = null, X509Certificate2Collection? roots = null, params string[] addresses)
        => new(
            new FetchOptions { AllowHttpLoopback = allowLoopback, Proxy = proxy },
            Clock,
            (host, _) =>
            {
                Resolved.Add(host);
                return Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
            },
            roots);

    private protected async Task<KeyFetch> FetchAsync(string? issuer = null, HttpsKeyFetcher? fetcher = null)
        => await (fetcher ?? Fetcher()).FetchAsync(new IssuerPolicy(issuer ?? Server.Origin, IsInternal: false), CancellationToken.None);

    private protected async Task AssertFaultAsync(string fault, string? issuer = null, HttpsKeyFetcher? fetcher = null)
    {
        KeyFetch fetch = await FetchAsync(issuer, fetcher);
        Assert.Equal(fault, fetch.Fault);
        Assert.True(fetch.Jwks.IsEmpty);
    }

    private protected static string Text(KeyFetch fetch)
    {
        Assert.Null(fetch.Fault);
        return Encoding.UTF8.GetString(fetch.Jwks.Span);
    }
}
