using Verifier.Testing;

namespace Verifier.Interop.Tests.Page;

/// <summary>What the host decides, as the page shows it, without being loaded again.</summary>
public sealed class DecisionTests(PageFixture fixture) : PageTest(fixture)
{
    [SkippableFact]
    public async Task Decisions_appear_as_they_are_made()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        Assert.True((await Fixture.VerifyAsync(tenant, issuer.Issuer.Token())).Allowed);
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);
        await page.UntilAsync($"#decision-tenant option[value={tenant}]", attached: true);
        await page.ChooseAsync("Tenant", tenant);
        await page.UntilAsync("#tiles .tile", "Allowed 1");

        Assert.True((await Fixture.VerifyAsync(tenant, issuer.Issuer.Token())).Allowed);
        Assert.Equal("token_expired", (await Fixture.VerifyAsync(tenant, issuer.Issuer.Token(token => token.ValidFor(TimeSpan.FromHours(-1))))).Reason);

        await page.UntilAsync("#tiles .tile", "Allowed 2");
        await page.UntilAsync("#tiles .tile", "Refused 1");
        await page.UntilAsync("#reason-table tr", "token_expired The access token has expired. 401 1 100 %");
        Assert.Equal(3, (await page.TextsAsync(".uplot canvas")).Length);
        await AssertQuietAsync(page);
    }

    [SkippableFact]
    public async Task Replays_and_nonce_challenges_and_revocations_are_told()
    {
        var (tenant, issuer) = await Fixture.TenantAsync();
        await using var page = await Fixture.OpenAsync();
        var key = TestKey.Create();
        var token = issuer.Issuer.Token(spec => spec.BoundTo(key));
        var proof = DPoPProof.Create(key, "GET", InteropFixture.Orders, token);
        foreach (var _ in new[] { 1, 2 })
        {
            await Fixture.Verifier.VerifyAsync(new { tenant, authorization = $"DPoP {token}", dpop = proof, method = "GET", url = InteropFixture.Orders });
        }

        await Fixture.Verifier.VerifyAsync(new { tenant, authorization = $"DPoP {token}", dpop = DPoPProof.Create(key, "GET", InteropFixture.Orders, token, nonce: "made-up"), method = "GET", url = InteropFixture.Orders });
        await Fixture.Verifier.RevokeAsync(tenant, new { sub = "mallory" });
        await page.UntilAsync($"#decision-tenant option[value={tenant}]", attached: true);
        await page.ChooseAsync("Tenant", tenant);

        await page.UntilAsync("#tiles .tile", "Replays caught 1");
        await page.UntilAsync("#tiles .tile", "Nonce challenges 1");
        await page.UntilAsync("#tiles .tile", "Revocations 1");
    }

    [SkippableFact]
    public async Task A_host_that_is_not_reached_is_told_and_so_is_its_return()
    {
        await using var page = await Fixture.OpenAsync();
        await page.UntilAsync("#live", "Live");

        await page.OfflineAsync(true);
        await page.UntilAsync("#live", "Host not reached");

        await page.OfflineAsync(false);
        await page.UntilAsync("#live", "Live");
    }

    [SkippableFact]
    public async Task A_page_that_is_paused_or_hidden_asks_for_nothing()
    {
        await using var page = await Fixture.OpenAsync();
        await page.ClickAsync("Pause");
        await page.UntilAsync("#live", "Paused");
        Assert.True(await RestsAsync(page));

        await page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true, configurable: true }), document.dispatchEvent(new Event('visibilitychange'))");
        await page.ClickAsync("Go on");
        Assert.True(await RestsAsync(page));

        var before = (await page.SeenAsync()).Requests.Length;
        await page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: false, configurable: true }), document.dispatchEvent(new Event('visibilitychange'))");
        await page.EvaluateAsync("new Promise((seen) => new PerformanceObserver(seen).observe({ type: 'resource' }))");
        Assert.True((await page.SeenAsync()).Requests.Length > before);
    }

    // Longer than it would be silent otherwise; a round that was under way may end first.
    private static async Task<bool> RestsAsync(BrowserPage page)
    {
        await page.EvaluateAsync("new Promise((rested) => setTimeout(rested, 1000))");
        var before = (await page.SeenAsync()).Requests.Length;
        await page.EvaluateAsync("new Promise((rested) => setTimeout(rested, 4500))");
        return (await page.SeenAsync()).Requests.Length == before;
    }
}
