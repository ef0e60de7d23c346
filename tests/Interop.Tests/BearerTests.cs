using System.Text.Json;

namespace Verifier.Interop.Tests;

/// <summary>oidc-provider's access tokens as Bearer tokens.</summary>
public sealed class BearerTests(InteropFixture fixture) : InteropTests(fixture), IClassFixture<InteropFixture>
{
    [SkippableTheory]
    [InlineData("rs256")]
    [InlineData("es256")]
    [InlineData("ps256")]
    public async Task A_token_of_oidc_provider_passes(string client)
    {
        var token = await Fixture.Client.TokenAsync(client, "read:orders write:orders");
        var request = await Fixture.Client.RequestAsync(token);

        var judgement = await Fixture.Verifier.VerifyAsync(request, "acme", "read:orders");

        Assert.True(judgement.Allowed, judgement.Reason);
        Assert.Equal(("Bearer", Fixture.Server.Issuer, client, client), (judgement.Scheme, judgement.Issuer, judgement.Subject, judgement.ClientId));
        Assert.Equal(["read:orders", "write:orders"], judgement.Scopes);
        Assert.Equal(InteropFixture.Api, judgement.Claims.GetProperty("aud").GetString());
        Assert.Equal("accepted", (await Fixture.Client.AnswerAsync(request, judgement)).GetProperty("outcome").GetString());
    }

    [SkippableTheory]
    [InlineData("rs256")]
    [InlineData("es256")]
    [InlineData("ps256")]
    public async Task A_token_with_a_tampered_signature_is_refused(string client)
    {
        var request = await Fixture.Client.RequestAsync(Tamper(await Fixture.Client.TokenAsync(client)));

        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "signature_invalid");
    }

    [SkippableFact]
    public async Task The_payload_of_one_token_under_the_signature_of_another_is_refused()
    {
        var weak = (await Fixture.Client.TokenAsync("rs256", "read:orders")).Split('.');
        var strong = (await Fixture.Client.TokenAsync("rs256", "write:orders")).Split('.');
        var request = await Fixture.Client.RequestAsync($"{weak[0]}.{strong[1]}.{weak[2]}");

        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "signature_invalid");
    }

    [SkippableFact]
    public async Task A_token_for_another_api_is_refused()
    {
        var request = await Fixture.Client.RequestAsync(await Fixture.Client.TokenAsync("rs256", resource: "https://api.other.example"));

        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "token_audience_mismatch");
    }

    [SkippableFact]
    public async Task A_token_without_the_scope_is_refused_and_the_client_reads_which_one_it_lacks()
    {
        var request = await Fixture.Client.RequestAsync(await Fixture.Client.TokenAsync("rs256", "read:orders"));

        var judgement = await Fixture.Verifier.VerifyAsync(request, "acme", "write:orders");

        AssertRefused(judgement, 403, "insufficient_scope", "scope_missing");
        var challenges = await ReadChallengesAsync(request, judgement);
        Assert.Equal(("insufficient_scope", "write:orders"), (challenges["bearer"]["error"], challenges["bearer"]["scope"]));
    }

    [SkippableFact]
    public async Task A_token_issued_yesterday_is_refused_and_the_client_reads_a_challenge_for_each_scheme()
    {
        var request = await Fixture.Client.RequestAsync(await Fixture.Client.TokenAsync("yesterday"));

        var judgement = await Fixture.Verifier.VerifyAsync(request);

        AssertRefused(judgement, 401, "invalid_token", "token_expired");
        var challenges = await ReadChallengesAsync(request, judgement);
        Assert.Equal("invalid_token", challenges["bearer"]["error"]);
        Assert.Contains("ES256", challenges["dpop"]["algs"].Split(' '));
        Assert.DoesNotContain("error", challenges["dpop"].Keys);
    }

    [SkippableFact]
    public async Task An_id_token_is_refused_because_it_is_for_the_client()
    {
        var request = await Fixture.Client.RequestAsync(await Fixture.Client.IdTokenAsync());

        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "token_audience_mismatch");
    }

    // oidc-provider's ID token bears none of the marks by which others are known (no typ, no at_hash): where a client's name is taken for an
    // audience, only the profile tells it from an access token.
    [SkippableFact]
    public async Task An_id_token_is_refused_by_profile_rfc9068_where_its_client_is_an_audience_too()
    {
        var tenant = await Fixture.TenantAsync([InteropFixture.Api, "person"], profile: "rfc9068");
        var request = await Fixture.Client.RequestAsync(await Fixture.Client.IdTokenAsync());

        AssertRefused(await Fixture.Verifier.VerifyAsync(request, tenant), 401, "invalid_token", "token_typ_not_allowed");
    }

    [SkippableFact]
    public async Task A_token_of_oidc_provider_meets_profile_rfc9068()
    {
        var tenant = await Fixture.TenantAsync(profile: "rfc9068");
        var request = await Fixture.Client.RequestAsync(await Fixture.Client.TokenAsync("rs256"));

        var judgement = await Fixture.Verifier.VerifyAsync(request, tenant);

        Assert.True(judgement.Allowed, judgement.Reason);
    }

    private async Task<Dictionary<string, Dictionary<string, string>>> ReadChallengesAsync(ClientRequest request, Judgement judgement)
    {
        var understood = await Fixture.Client.AnswerAsync(request, judgement);
        return understood.GetProperty("challenges").EnumerateArray().ToDictionary(
            challenge => challenge.GetProperty("scheme").GetString()!,
            challenge => challenge.GetProperty("parameters").Deserialize<Dictionary<string, string>>()!);
    }
}
