using Verifier.Testing;

namespace Verifier.Interop.Tests.Page;

/// <summary>The issuers as the page shows them, while they change.</summary>
public sealed class IssuerTests(PageFixture fixture) : PageTest(fixture)
{
    [SkippableFact]
    public async Task An_issuer_is_shown_with_its_tenant_its_state_and_its_keys()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await using var page = await Fixture.OpenAsync();

        await page.FillAsync("Tenants whose name has", tenant);
        await page.UntilAsync("#issuers-summary", "1 issuer of 1 tenant. All is well.");

        Assert.Equal([tenant], await page.TextsAsync("#issuer-table .tenant"));
        var cells = await page.TextsAsync("#issuer-table tbody tr:not(.group) > *");
        Assert.Equal(issuer.Url, cells[0]);
        Assert.StartsWith("fresh fetched", cells[1], StringComparison.Ordinal);
        Assert.StartsWith($"{issuer.Issuer.CurrentKey.Kid} ES256, seen", cells[2], StringComparison.Ordinal);
        Assert.StartsWith("in ", cells[3], StringComparison.Ordinal);
        Assert.Equal(["0", "none"], cells[4..]);
    }

    [SkippableFact]
    public async Task A_rotation_is_seen_happening()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);
        await page.FillAsync("Tenants whose name has", tenant);
        await page.UntilAsync("#issuer-table .keys", issuer.Issuer.CurrentKey.Kid);
        var old = issuer.Issuer.CurrentKey;

        var next = issuer.Issuer.Rotate(keepOld: false);
        Assert.True((await Fixture.VerifyAsync(tenant, issuer.Issuer.Token())).Allowed);

        await page.UntilAsync("#issuer-table .keys li", $"{next.Kid} ES256");
        await page.UntilAsync("#issuer-table .keys .tag", "new");
        await page.UntilAsync("#events", $"new key {next.Kid}; {old.Kid} withdrawn");
        Assert.DoesNotContain(old.Kid, string.Concat(await page.TextsAsync("#issuer-table .keys")), StringComparison.Ordinal);
        await AssertQuietAsync(page);
    }

    [SkippableFact]
    public async Task An_issuer_that_fails_is_told_in_words_and_recovers_by_the_button()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await using var page = await Fixture.OpenAsync();
        await page.FillAsync("Tenants whose name has", tenant);
        await page.UntilAsync("#issuer-table .badge", "fresh");

        issuer.Faults.Jwks = IssuerFault.ServerError;
        await page.ClickAsync($"Refresh keys of {tenant}");
        await page.UntilAsync("#issuer-table .badge", "failing");
        await page.UntilAsync("#issuer-table .error", "500");
        await page.UntilAsync("#issuer-table .said", "1 of 1 could not be fetched.");
        await page.UntilAsync("#issuers-summary", "1 needs attention.");

        issuer.Faults.Clear();
        await page.ClickAsync($"Refresh keys of {tenant}");
        await page.UntilAsync("#issuer-table .badge", "fresh");
        await page.UntilAsync("#events", "keys fetched again");
    }

    [SkippableFact]
    public async Task With_a_key_that_may_only_read_the_button_says_what_it_needs()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        var fetches = issuer.JwksFetches;
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);
        await page.FillAsync("Tenants whose name has", tenant);

        await page.ClickAsync($"Refresh keys of {tenant}");

        await page.UntilAsync("#issuer-table .said", "This key may only read.");
        Assert.Equal(fetches, issuer.JwksFetches);
    }

    [SkippableFact]
    public async Task Tokens_with_a_made_up_key_id_are_counted()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        for (var i = 0; i < 3; i++)
        {
            var judgement = await Fixture.VerifyAsync(tenant, issuer.Issuer.Token(token => token.Header["kid"] = $"made-up-{i}"));
            Assert.Equal("key_unknown", judgement.Reason);
        }

        await using var page = await Fixture.OpenAsync();
        await page.FillAsync("Tenants whose name has", tenant);

        await page.UntilAsync("#issuer-table td:nth-child(5)", "3");
    }

    [SkippableFact]
    public async Task What_an_issuer_and_a_token_say_stays_text()
    {
        const string Markup = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        var (tenant, issuer) = await Fixture.TenantAsync();
        issuer.Issuer.EditJwks = set => set["keys"]![0]!["kid"] = Markup;
        await Fixture.Verifier.RefreshKeysAsync(tenant);
        await using var page = await Fixture.OpenAsync();
        await page.FillAsync("Tenants whose name has", tenant);
        await page.UntilAsync("#issuer-table .keys code", Markup);

        issuer.Issuer.EditDiscovery = document => document["jwks_uri"] = $"http://127.0.0.1:1/{Markup}";
        await page.ClickAsync($"Refresh keys of {tenant}");
        await page.UntilAsync("#issuer-table .error");

        await page.FillAsync("Authorization", $"Bearer {issuer.Issuer.Token(token => token.Claims["aud"] = Markup)}");
        await page.FillAsync("Tenant optional", tenant);
        await page.ClickAsync("Explain");
        await page.UntilAsync("#explanation .verdict");

        Assert.Equal("0,1", (await page.EvaluateAsync("[document.querySelectorAll('main img, main script').length, document.images.length].join()")).GetString());
        await AssertQuietAsync(page);
    }
}
