namespace Verifier.Interop.Tests.Page;

/// <summary>
/// The pictures of the page in README.md and docs/page.md, taken of a host that has worked for an hour. They are made anew in docs/ where VERIFIER_PICTURES is set, else in a directory that is thrown away.
/// </summary>
public sealed class PictureTests(PageFixture fixture) : PageTest(fixture)
{
    private const int MostBytes = 150 * 1024;

    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    [SkippableFact]
    public async Task The_pictures_can_be_made_and_those_of_the_documents_are_small()
    {
        var scratch = Directory.CreateTempSubdirectory("verifier-pictures-");
        try
        {
            var directory = Environment.GetEnvironmentVariable("VERIFIER_PICTURES") is null ? scratch.FullName : Docs;
            await using var host = await BusyHost.StartAsync();
            await host.WorkAsync();
            await TakeAsync(host, "light", Path.Combine(directory, "page.png"), Path.Combine(directory, "page-explain.png"));
            await TakeAsync(host, "dark", Path.Combine(directory, "page-dark.png"), null);
            await TakePhoneAsync(host, Path.Combine(directory, "page-phone.png"));

            Assert.All(Directory.GetFiles(directory, "page*.png"), picture => Assert.InRange(new FileInfo(picture).Length, 10_000, long.MaxValue));
            Assert.All(Directory.GetFiles(Docs, "page*.png"), picture => Assert.InRange(new FileInfo(picture).Length, 10_000, MostBytes));
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private async Task TakeAsync(BusyHost host, string scheme, string overview, string? explanation)
    {
        await using var page = await OpenAsync(host, 1120, 1100, scheme);
        if (explanation is not null)
        {
            await page.UntilAsync("#issuer-table .keys");
            await host.RotateAsync();
            await page.UntilAsync("#events", "new key");
        }

        await page.UntilAsync("#issuer-table .badge", "stale");
        await page.UntilAsync("#reason-table tbody tr");
        await page.ScreenshotAsync(overview);
        if (explanation is not null)
        {
            var (authorization, proof) = host.RequestBehindProxy();
            await page.FillAsync("URL", "https://api.acme.example/orders");
            await page.FillAsync("Authorization", authorization);
            await page.FillAsync("DPoP", proof);
            await page.ClickAsync("Explain");
            await page.UntilAsync("#explanation .verdict", "proof_htu_mismatch");
            await page.EvaluateAsync("document.activeElement.blur()");
            await page.ScreenshotAsync(explanation, "#explain", 620);
        }

        Assert.Empty((await page.SeenAsync()).Violations);
    }

    private async Task TakePhoneAsync(BusyHost host, string picture)
    {
        await using var page = await OpenAsync(host, 390, 1100, "light");
        await page.UntilAsync("#issuer-table .badge", "stale");
        await page.ScreenshotAsync(picture);
    }

    private async Task<BrowserPage> OpenAsync(BusyHost host, int width, int height, string scheme)
    {
        var page = await Fixture.Browser.OpenAsync(host.Address, width, height, scheme);
        await page.FillAsync("Admin key", BusyHost.AdminKey);
        await page.ClickAsync("Open");
        await page.UntilAsync("#decisions-summary", "decided");
        return page;
    }
}
