using System.Diagnostics;

namespace Verifier.Interop.Tests.Page;

/// <summary>The page shows nothing without an admin key, and keeps the key to itself.</summary>
public sealed class KeyTests(PageFixture fixture) : PageTest(fixture)
{
    [SkippableFact]
    public async Task Without_a_key_the_page_asks_for_nothing_and_shows_nothing()
    {
        await using var page = await Fixture.Browser.OpenAsync(Fixture.Verifier.Address);
        await page.UntilAsync("#door", "Admin key");

        Assert.Empty(await page.TextsAsync("#content:not([hidden])"));
        Assert.DoesNotContain((await page.SeenAsync()).Requests, request => request.Url.Contains("/v1/", StringComparison.Ordinal));
        await AssertQuietAsync(page);
    }

    [SkippableFact]
    public async Task A_wrong_key_is_told_and_opens_nothing()
    {
        await using var page = await Fixture.Browser.OpenAsync(Fixture.Verifier.Address);
        await page.FillAsync("Admin key", "wrong-0123456789-0123456789-0123456789");
        await page.ClickAsync("Open");

        await page.UntilAsync("#key-fault", "no admin key of this host");
        Assert.Empty(await page.TextsAsync("#content:not([hidden])"));
    }

    [SkippableFact]
    public async Task A_key_that_may_read_opens_the_page_and_is_kept_in_memory_alone()
    {
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);

        var kept = await page.EvaluateAsync("JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.outerHTML, [...document.querySelectorAll('input, textarea')].map((field) => field.value)])");
        Assert.DoesNotContain(Fixture.ReadKey, kept.GetString()!, StringComparison.Ordinal);
        var seen = await page.SeenAsync();
        Assert.All(seen.Requests, request => Assert.DoesNotContain(Fixture.ReadKey, request.Url, StringComparison.Ordinal));
        Assert.All(seen.Requests, request => Assert.Equal(request.Url.Contains("/v1/", StringComparison.Ordinal), request.Headers.ContainsKey("authorization")));
        await AssertQuietAsync(page);
    }

    [SkippableFact]
    public async Task A_key_that_is_forgotten_takes_everything_with_it()
    {
        await using var page = await Fixture.OpenAsync();
        await page.UntilAsync("#issuer-table .tenant", "acme");
        await page.FillAsync("Authorization", "Bearer planted-token");
        await page.ClickAsync("Forget key");

        await page.UntilAsync("#door", "Admin key");
        var left = (await page.EvaluateAsync("document.body.textContent + [...document.querySelectorAll('input, textarea')].map((field) => field.value)")).GetString()!;
        Assert.DoesNotContain("planted-token", left, StringComparison.Ordinal);
        Assert.DoesNotContain(Fixture.Issuer.Url, left, StringComparison.Ordinal);
        Assert.DoesNotContain(Fixture.Verifier.AdminKey, left, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_policy_keeps_the_page_from_markup_scripts_and_foreign_hosts()
    {
        await using var page = await Fixture.OpenAsync();

        foreach (var attempt in new[] { "document.body.innerHTML = '<b>markup</b>'", "document.body.append(Object.assign(document.createElement('script'), { text: 'globalThis.ran = true' }))" })
        {
            var outcome = await page.EvaluateAsync($"(() => {{ try {{ {attempt}; return 'done'; }} catch (refused) {{ return refused.name; }} }})()");
            Assert.Equal("TypeError", outcome.GetString());
        }

        var elsewhere = await page.EvaluateAsync("fetch('http://127.0.0.2:9/').then(() => 'sent', (refused) => refused.name)");
        Assert.Equal("TypeError", elsewhere.GetString());

        // The browser tells of it a moment after it has refused.
        var waited = Stopwatch.StartNew();
        IReadOnlyList<string> violations;
        do
        {
            violations = (await page.SeenAsync()).Violations;
        }
        while (!violations.Any(violation => violation.StartsWith("connect-src", StringComparison.Ordinal)) && waited.Elapsed < TimeSpan.FromSeconds(30));

        Assert.Contains(violations, violation => violation.StartsWith("connect-src", StringComparison.Ordinal));
        Assert.Equal(System.Text.Json.JsonValueKind.Undefined, (await page.EvaluateAsync("globalThis.ran")).ValueKind);
    }
}
