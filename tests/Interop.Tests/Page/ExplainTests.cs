using Verifier.Testing;

namespace Verifier.Interop.Tests.Page;

/// <summary>A refused request, pasted into the page: which check failed, what came and what to do.</summary>
public sealed class ExplainTests(PageFixture fixture) : PageTest(fixture)
{
    private static readonly TestKey ProofKey = TestKey.Create();

    public static TheoryData<string, string, string> Faults => new()
    {
        { "token_expired", "token expiry", "Get a new" },
        { "token_audience_mismatch", "audience", "audience" },
        { "scope_missing", "demanded scopes", "scope" },
        { "proof_htu_mismatch", "proof url", "Make the proof for the URL that the client calls" },
        { "key_unknown", "signing key", "key" },
    };

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_shown_at_its_check_with_what_to_do(string reason, string check, string advice)
    {
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);
        await FillAsync(page, reason);
        await page.ClickAsync("Explain");

        await page.UntilAsync("#explanation .verdict", reason);
        var failed = Assert.Single(await page.TextsAsync("#explanation .check.failed"));
        Assert.StartsWith(check, failed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Expected", failed, StringComparison.Ordinal);
        Assert.Contains("Received", failed, StringComparison.Ordinal);
        Assert.Contains(advice, Assert.Single(await page.TextsAsync("#explanation .cause .advice")), StringComparison.Ordinal);
        Assert.NotEmpty(await page.TextsAsync("#explanation .check.passed"));
        Assert.Equal(reason != "scope_missing", (await page.TextsAsync("#explanation .check.not_reached")).Length > 0);
        await AssertQuietAsync(page);
    }

    [SkippableFact]
    public async Task A_good_request_is_explained_as_allowed_at_the_time_given_too()
    {
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);
        await page.FillAsync("Authorization", $"Authorization: Bearer {Fixture.Issuer.Issuer.Token()}");
        await page.ClickAsync("Explain");
        await page.UntilAsync("#explanation h3", "Allowed");

        await page.FillAsync("Judged at", "2020-01-01T00:00:00Z");
        await page.ClickAsync("Explain");
        await page.UntilAsync("#explanation .verdict", "token_not_yet_valid");
        await page.UntilAsync("#explanation", "Judged at 2020-01-01T00:00:00Z for tenant acme.");

        await page.FillAsync("Judged at", "yesterday");
        await page.ClickAsync("Explain");
        await page.UntilAsync("#explain-fault", "neither whole Unix seconds nor a date");
    }

    [SkippableFact]
    public async Task A_document_that_is_refused_says_why()
    {
        await using var page = await Fixture.OpenAsync(Fixture.ReadKey);
        await page.FillAsync("Authorization", "Bearer x.y.z");
        await page.FillAsync("Tenant optional", "nobody");
        await page.ClickAsync("Explain");

        await page.UntilAsync("#explain-fault", "There is no such tenant.");
    }

    private async Task FillAsync(BrowserPage page, string reason)
    {
        var token = Fixture.Issuer.Issuer.Token(spec =>
        {
            switch (reason)
            {
                case "token_expired":
                    spec.ValidFor(TimeSpan.FromHours(-1));
                    break;
                case "token_audience_mismatch":
                    spec.Claims["aud"] = "https://other.example";
                    break;
                case "key_unknown":
                    spec.Header["kid"] = "made-up";
                    break;
                case "proof_htu_mismatch":
                    spec.BoundTo(ProofKey);
                    break;
            }
        });
        if (reason == "proof_htu_mismatch")
        {
            await page.FillAsync("DPoP", DPoPProof.Create(ProofKey, "GET", "http://10.0.0.7:8080/orders", token));
        }

        if (reason == "scope_missing")
        {
            await page.FillAsync("Scopes needed", "read:orders write:orders");
        }

        await page.FillAsync("URL", InteropFixture.Orders);
        await page.FillAsync("Authorization", $"{(reason == "proof_htu_mismatch" ? "DPoP" : "Bearer")} {token}");
    }
}
