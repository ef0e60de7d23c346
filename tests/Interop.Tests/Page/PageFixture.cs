using System.Security.Cryptography;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Page;

/// <summary>A browser, the one-process host as a process, and an issuer on loopback that its tenant <c>acme</c> trusts.</summary>
public sealed class PageFixture : IAsyncLifetime, IAsyncDisposable
{
    internal const string Readers = "readers";

    private readonly List<IAsyncDisposable> _started = [];
    private int _issuers;

    /// <summary>Why there is nothing to test with; null when there is.</summary>
    internal string? Missing { get; private set; }

    internal Browser Browser { get; private set; } = null!;

    internal StandaloneProcess Verifier { get; private set; } = null!;

    internal LoopbackIssuer Issuer { get; private set; } = null!;

    internal string ReadKey { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        (var chromium, Missing) = await Browser.FindAsync();
        if (chromium is not null)
        {
            Browser = Keep(new Browser(chromium));
            Issuer = await StartIssuerAsync();
            Verifier = Keep(await StandaloneProcess.StartAsync(
            [
                ("Verifier:Tenants:acme:issuers:0", Issuer.Url),
                ("Verifier:Tenants:acme:audiences:0", InteropFixture.Api),
                ($"Verifier:Admin:ReadKeys:{Readers}", ReadKey),
            ]));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
        {
            await started.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Opens the page with a key.</summary>
    internal async Task<BrowserPage> OpenAsync(string? key = null, int width = 1280, int height = 900, string scheme = "light", bool seesThroughPolicy = false)
    {
        var page = await Browser.OpenAsync(Verifier.Address, width, height, scheme, seesThroughPolicy);
        await page.FillAsync("Admin key", key ?? Verifier.AdminKey);
        await page.ClickAsync("Open");
        await page.UntilAsync("#issuers-summary", "issuer");
        await page.UntilAsync("#decisions-summary", "decided");
        return page;
    }

    /// <summary>Puts a tenant of the test's own, with an issuer of its own, whose keys the host has.</summary>
    internal async Task<(string Tenant, LoopbackIssuer Issuer)> TenantAsync()
    {
        var issuer = await StartIssuerAsync();
        var tenant = $"own-{Interlocked.Increment(ref _issuers)}";
        await Verifier.PutTenantAsync(tenant, new { issuers = new[] { issuer.Url }, audiences = new[] { InteropFixture.Api } });
        await Verifier.RefreshKeysAsync(tenant);
        return (tenant, issuer);
    }

    /// <summary>Has a request decided that brings this token.</summary>
    internal Task<Judgement> VerifyAsync(string tenant, string token) => Verifier.VerifyAsync(new { tenant, authorization = $"Bearer {token}" });

    private async Task<LoopbackIssuer> StartIssuerAsync()
    {
        var issuer = Keep(await LoopbackIssuer.StartAsync());
        issuer.Issuer.Audience = InteropFixture.Api;
        return issuer;
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }
}
