using Verifier.Testing;

namespace Verifier.Interop.Tests.Page;

/// <summary>Whoever uses no mouse, a screen reader, a dark screen or a phone uses the page as well.</summary>
public sealed class AccessTests(PageFixture fixture) : PageTest(fixture)
{
    [SkippableFact]
    public async Task Everything_is_done_with_the_keyboard_alone()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await using var page = await Fixture.Browser.OpenAsync(Fixture.Verifier.Address);

        // The field for the key has the focus from the start.
        await page.TypeAsync(Fixture.Verifier.AdminKey);
        await page.PressAsync("Enter");
        await page.UntilAsync("#decisions-summary", "decided");

        await TabToAsync(page, "#tenant-filter");
        await page.TypeAsync(tenant);
        await page.UntilAsync("#issuers-summary", "1 issuer of 1 tenant");
        await TabToAsync(page, "#issuer-table button");
        await page.PressAsync("Enter");
        await page.UntilAsync("#issuer-table .said", "Refreshed at");

        await TabToAsync(page, "#explain-authorization");
        await page.TypeAsync($"Bearer {issuer.Issuer.Token(spec => spec.ValidFor(TimeSpan.FromHours(-1)))}");
        await TabToAsync(page, "#explain-tenant");
        await page.TypeAsync(tenant);
        await page.PressAsync("Enter");
        await page.UntilAsync("#explanation .verdict", "token_expired");
        Assert.Equal("explanation", (await page.EvaluateAsync("document.activeElement.id")).GetString());

        await TabToAsync(page, "#forget", "Shift+Tab");
        await page.PressAsync("Enter");
        await page.UntilAsync("#door", "Admin key");
        Assert.Equal("key", (await page.EvaluateAsync("document.activeElement.id")).GetString());
        await AssertQuietAsync(page);
    }

    [SkippableTheory]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    [InlineData(360, "light")]
    [InlineData(360, "dark")]
    public async Task Axe_has_nothing_against_it(int width, string scheme)
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await Fixture.VerifyAsync(tenant, issuer.Issuer.Token());
        await Fixture.VerifyAsync(tenant, issuer.Issuer.Token(spec => spec.ValidFor(TimeSpan.FromHours(-1))));
        await using var closed = await Fixture.Browser.OpenAsync(Fixture.Verifier.Address, width, 800, scheme, seesThroughPolicy: true);
        Assert.Equal("", string.Join(Environment.NewLine, await closed.AxeAsync()));

        await using var page = await Fixture.OpenAsync(width: width, height: 800, scheme: scheme, seesThroughPolicy: true);
        issuer.Faults.Jwks = IssuerFault.Garbage;
        await page.ClickAsync($"Refresh keys of {tenant}");
        await page.UntilAsync("#events", "keys not fetched");
        await page.FillAsync("Authorization", $"Bearer {issuer.Issuer.Token(spec => spec.Claims["aud"] = "https://other.example")}");
        await page.FillAsync("Tenant optional", tenant);
        await page.ClickAsync("Explain");
        await page.UntilAsync("#explanation .verdict", "token_audience_mismatch");
        await page.EvaluateAsync("document.querySelectorAll('details').forEach((details) => { details.open = true; })");

        Assert.Equal("", string.Join(Environment.NewLine, await page.AxeAsync()));
    }

    [SkippableTheory]
    [InlineData(360)]
    [InlineData(320)]
    public async Task On_a_phone_nothing_is_wider_than_the_screen(int width)
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await using var page = await Fixture.OpenAsync(width: width, height: 740);
        await page.FillAsync("Authorization", $"Bearer {issuer.Issuer.Token()}");
        await page.FillAsync("Tenant optional", tenant);
        await page.ClickAsync("Explain");
        await page.UntilAsync("#explanation .verdict", "allowed");

        Assert.Equal(width, (await page.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32());
    }

    private static async Task TabToAsync(BrowserPage page, string selector, string key = "Tab")
    {
        for (var i = 0; i < 60; i++)
        {
            await page.PressAsync(key);
            if ((await page.EvaluateAsync($"document.activeElement.matches('{selector}')")).GetBoolean())
            {
                return;
            }
        }

        Assert.Fail($"{selector} is not reached with {key}.");
    }
}
