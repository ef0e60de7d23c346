using System.Net.Http.Json;
using System.Text.Json;
using Verifier.Testing;

namespace Verifier.Interop.Tests;

/// <summary>oidc-provider's DPoP-bound tokens with the proofs of oauth4webapi, used as meant and misused.</summary>
public sealed class DPoPTests(InteropFixture fixture) : InteropTests(fixture), IClassFixture<InteropFixture>
{
    [SkippableTheory]
    [InlineData("ES256")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    public async Task A_bound_token_passes_with_its_proof(string algorithm)
    {
        var token = await Fixture.Client.TokenAsync("bound", key: $"passes-{algorithm}", algorithm: algorithm);
        var request = await Fixture.Client.RequestAsync(token, $"passes-{algorithm}", "POST", "https://api.acme.com/orders?page=2");

        var judgement = await Fixture.Verifier.VerifyAsync(request, "acme", "read:orders");

        Assert.True(judgement.Allowed, judgement.Reason);
        Assert.Equal(("DPoP", "bound"), (judgement.Scheme, judgement.ClientId));
        Assert.Equal(judgement.Claims.GetProperty("cnf").GetProperty("jkt").GetString(), judgement.Jkt);
        Assert.Equal("accepted", (await Fixture.Client.AnswerAsync(request, judgement)).GetProperty("outcome").GetString());
    }

    [SkippableFact]
    public async Task A_replayed_proof_is_refused_and_the_next_fresh_one_passes()
    {
        var token = await Fixture.Client.TokenAsync("bound", key: "replay");
        var request = await Fixture.Client.RequestAsync(token, "replay");

        var first = await Fixture.Verifier.VerifyAsync(request);
        var second = await Fixture.Verifier.VerifyAsync(request);
        var fresh = await Fixture.Verifier.VerifyAsync(await Fixture.Client.RequestAsync(token, "replay"));

        Assert.True(first.Allowed, first.Reason);
        AssertRefused(second, 401, "invalid_dpop_proof", "proof_replayed");
        Assert.True(fresh.Allowed, fresh.Reason);
    }

    [SkippableFact]
    public async Task A_proof_for_another_method_is_refused()
    {
        var request = await BoundRequestAsync();

        AssertRefused(await Fixture.Verifier.VerifyAsync(request with { Method = "DELETE" }), 401, "invalid_dpop_proof", "proof_htm_mismatch");
    }

    [SkippableTheory]
    [InlineData("https://api.acme.com/orders/1")]
    [InlineData("https://api.acme.com/Orders")]
    [InlineData("https://api.acme.com:8443/orders")]
    [InlineData("http://api.acme.com/orders")]
    public async Task A_proof_for_another_url_is_refused(string url)
    {
        var request = await BoundRequestAsync();

        AssertRefused(await Fixture.Verifier.VerifyAsync(request with { Url = url }), 401, "invalid_dpop_proof", "proof_htu_mismatch");
    }

    [SkippableFact]
    public async Task A_proof_made_for_another_token_of_the_same_key_is_refused()
    {
        var other = await Fixture.Client.TokenAsync("bound", key: "two-tokens");
        var token = await Fixture.Client.TokenAsync("bound", key: "two-tokens");
        var request = await Fixture.Client.RequestAsync(token, "two-tokens");
        var proof = (await Fixture.Client.RequestAsync(other, "two-tokens")).Dpop;

        AssertRefused(await Fixture.Verifier.VerifyAsync(request with { Dpop = proof }), 401, "invalid_dpop_proof", "proof_ath_mismatch");
    }

    [SkippableFact]
    public async Task A_stolen_token_with_the_thiefs_own_proof_is_refused()
    {
        var token = await Fixture.Client.TokenAsync("bound", key: "owner");
        var request = await Fixture.Client.RequestAsync(token, "thief");

        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "token_binding_mismatch");
    }

    [SkippableFact]
    public async Task A_bound_token_sent_as_bearer_is_refused()
    {
        var token = await Fixture.Client.TokenAsync("bound", key: "as-bearer");
        var request = await Fixture.Client.RequestAsync(token);

        Assert.StartsWith("Bearer ", request.Authorization, StringComparison.Ordinal);
        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "token_bound_as_bearer");
    }

    [SkippableFact]
    public async Task A_token_bound_to_no_key_is_refused_under_the_dpop_scheme()
    {
        var token = await Fixture.Client.TokenAsync("rs256");
        var request = await Fixture.Client.RequestAsync(token, "unbound");

        Assert.StartsWith("DPoP ", request.Authorization, StringComparison.Ordinal);
        AssertRefused(await Fixture.Verifier.VerifyAsync(request), 401, "invalid_token", "token_not_bound");
    }

    [SkippableFact]
    public async Task A_bound_token_without_its_proof_is_refused()
    {
        var request = await BoundRequestAsync();

        AssertRefused(await Fixture.Verifier.VerifyAsync(request with { Dpop = null }), 401, "invalid_dpop_proof", "proof_missing");
    }

    [SkippableFact]
    public async Task A_proof_with_a_tampered_signature_is_refused_and_spends_nothing()
    {
        var request = await BoundRequestAsync();

        AssertRefused(await Fixture.Verifier.VerifyAsync(request with { Dpop = Tamper(request.Dpop!) }), 401, "invalid_dpop_proof", "proof_signature_invalid");
        Assert.True((await Fixture.Verifier.VerifyAsync(request)).Allowed);
    }

    [SkippableFact]
    public async Task A_client_that_is_asked_for_a_nonce_tries_again_with_it_and_passes()
    {
        var tenant = await Fixture.TenantAsync(dpop: new { nonce = "required" });
        var token = await Fixture.Client.TokenAsync("bound", key: "nonce");

        var request = await Fixture.Client.RequestAsync(token, "nonce");
        var refused = await Fixture.Verifier.VerifyAsync(request, tenant);
        var understood = await Fixture.Client.AnswerAsync(request, refused);
        var again = await Fixture.Client.RequestAsync(token, "nonce");
        var allowed = await Fixture.Verifier.VerifyAsync(again, tenant);

        AssertRefused(refused, 401, "use_dpop_nonce", "nonce_missing");
        Assert.Single(refused.Header("DPoP-Nonce"));
        Assert.StartsWith("DPoP ", Assert.Single(refused.Header("WWW-Authenticate")), StringComparison.Ordinal);
        Assert.Equal("use_dpop_nonce", understood.GetProperty("outcome").GetString());
        Assert.True(allowed.Allowed, allowed.Reason);
    }

    [SkippableFact]
    public async Task The_nonce_of_one_tenant_is_refused_by_another()
    {
        var mine = await Fixture.TenantAsync(dpop: new { nonce = "required" });
        var theirs = await Fixture.TenantAsync(dpop: new { nonce = "required" });
        var token = await Fixture.Client.TokenAsync("bound", key: "other-nonce");

        var request = await Fixture.Client.RequestAsync(token, "other-nonce");
        _ = await Fixture.Client.AnswerAsync(request, await Fixture.Verifier.VerifyAsync(request, theirs));
        var refused = await Fixture.Verifier.VerifyAsync(await Fixture.Client.RequestAsync(token, "other-nonce"), mine);

        AssertRefused(refused, 401, "use_dpop_nonce", "nonce_invalid");
    }

    [SkippableFact]
    public async Task The_proofs_of_our_testing_package_satisfy_oidc_provider_and_the_verifier()
    {
        var key = TestKey.Create("ES256");
        using var http = new HttpClient(new DPoPHandler(key) { InnerHandler = new SocketsHttpHandler() });
        using var answer = await http.PostAsync(new Uri($"{Fixture.Server.Issuer}/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "posting",
            ["client_secret"] = Fixture.Server.ClientSecret,
            ["resource"] = InteropFixture.Api,
        }));
        var issued = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var token = issued.GetProperty("access_token").GetString()!;

        var judgement = await Fixture.Verifier.VerifyAsync(
            new ClientRequest("", $"DPoP {token}", DPoPProof.Create(key, "GET", InteropFixture.Orders, token), "GET", InteropFixture.Orders));

        Assert.Equal("DPoP", issued.GetProperty("token_type").GetString());
        Assert.True(judgement.Allowed, judgement.Reason);
        Assert.Equal(key.Thumbprint, judgement.Jkt);
    }

    private async Task<ClientRequest> BoundRequestAsync() =>
        await Fixture.Client.RequestAsync(await Fixture.Client.TokenAsync("bound", key: "usual"), "usual");
}
