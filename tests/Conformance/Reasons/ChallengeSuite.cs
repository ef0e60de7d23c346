using System.Text.Json.Nodes;

namespace Verifier.Conformance.Reasons;

/// <summary>The challenges, letter by letter: RFC 6750 section 3, RFC 9449 sections 7.1 and 9, RFC 9470 section 3, RFC 9728 section 5.1.</summary>
public abstract class ChallengeSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task Without_credentials_both_schemes_are_offered_bare_of_errors_and_never_bare_of_parameters()
    {
        Scene scene = await World.SceneAsync();
        Answered answer = await scene.AskAsync(scene.Request(null));
        Assert.Equal(["Bearer realm=\"api\"", "DPoP algs=\"ES256 ES384 PS256 RS256\""], answer.Challenges);
        Assert.Equal((401, null), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("disabled", "Bearer realm=\"api\"")]
    [InlineData("required", "DPoP algs=\"ES384\"")]
    [InlineData("allowed", "Bearer realm=\"api\"|DPoP algs=\"ES384\"")]
    public async Task Each_mode_offers_what_it_takes(string mode, string challenges)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = mode, ["algorithms"] = new JsonArray("ES384") });
        Assert.Equal(challenges.Split('|'), (await scene.AskAsync(scene.Request(null))).Challenges);
    }

    [Theory]
    [InlineData("disabled", "Bearer error=\"invalid_token\", error_description=\"The access token is malformed.\", realm=\"api\"")]
    [InlineData("allowed", "Bearer error=\"invalid_token\", error_description=\"The access token is malformed.\", realm=\"api\"|DPoP algs=\"ES384\"")]
    public async Task The_error_rides_on_Bearer_where_Bearer_was_used(string mode, string challenges)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = mode, ["algorithms"] = new JsonArray("ES384") });
        Assert.Equal(challenges.Split('|'), (await scene.AskAsync(scene.Bearer("x"))).Challenges);
    }

    [Theory]
    [InlineData("required", "DPoP error=\"invalid_token\", error_description=\"The access token is malformed.\", algs=\"ES384\"")]
    [InlineData("allowed", "Bearer realm=\"api\"|DPoP error=\"invalid_token\", error_description=\"The access token is malformed.\", algs=\"ES384\"")]
    public async Task The_error_rides_on_DPoP_where_DPoP_was_used(string mode, string challenges)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = mode, ["algorithms"] = new JsonArray("ES384") });
        Assert.Equal(challenges.Split('|'), (await scene.AskAsync(scene.DPoP("x", "y"))).Challenges);
    }

    [Theory]
    [InlineData("Bearer", "required", "DPoP algs=\"ES384\"")]
    [InlineData("DPoP", "disabled", "Bearer realm=\"api\"")]
    public async Task A_scheme_that_the_tenant_does_not_take_gets_a_bare_challenge_of_the_other(string scheme, string mode, string challenge)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = mode, ["algorithms"] = new JsonArray("ES384") });
        Answered answer = await scene.AskAsync(scene.Request($"{scheme} {scene.BoundToken()}", scheme == "DPoP" ? scene.Proof("x") : null));
        Assert.Equal(("scheme_not_accepted", 401, null), (answer.Outcome, answer.Status, answer.Error));
        Assert.Equal([challenge], answer.Challenges);
    }

    [Fact]
    public async Task A_missing_scope_is_named_with_every_scope_that_is_needed()
    {
        Scene scene = await World.SceneAsync();
        Answered answer = await scene.AskAsync(scene.Bearer(scene.Token()) with { Scopes = ["read:orders", "write:orders"] });
        Assert.Equal(403, answer.Status);
        Assert.Equal(
            [
                "Bearer error=\"insufficient_scope\", error_description=\"The access token lacks a scope that is needed here.\", scope=\"read:orders write:orders\", realm=\"api\"",
                "DPoP algs=\"ES256 ES384 PS256 RS256\"",
            ],
            answer.Challenges);
    }

    [Fact]
    public async Task A_step_up_names_the_acr_values_or_the_age()
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = "disabled" });
        Answered acr = await scene.AskAsync(scene.Bearer(scene.Token()) with { AcrValues = ["urn:mfa"] });
        Answered age = await scene.AskAsync(scene.Bearer(scene.Token()) with { MaxAgeSeconds = 0 });
        Assert.Equal(
            ["Bearer error=\"insufficient_user_authentication\", error_description=\"A stronger authentication is needed here.\", acr_values=\"urn:mfa\", realm=\"api\""], acr.Challenges);
        Assert.Equal(
            ["Bearer error=\"insufficient_user_authentication\", error_description=\"A more recent authentication is needed here.\", max_age=\"0\", realm=\"api\""], age.Challenges);
    }

    [Theory]
    [InlineData("allowed")]
    [InlineData("required")]
    public async Task A_nonce_is_asked_for_with_the_DPoP_challenge_alone(string mode)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = mode, ["nonce"] = "required", ["algorithms"] = new JsonArray("ES256") });
        Answered answer = await scene.AskProofAsync();
        Assert.Equal((401, "use_dpop_nonce"), (answer.Status, answer.Error));
        Assert.Equal(["DPoP error=\"use_dpop_nonce\", error_description=\"The DPoP proof needs the nonce that is sent along.\", algs=\"ES256\""], answer.Challenges);
        Assert.NotNull(answer.Nonce);
    }

    [Fact]
    public async Task The_tenants_realm_and_its_resources_metadata_are_named()
    {
        Scene scene = await World.SceneAsync(settings =>
        {
            settings["realm"] = "orders of acme";
            settings["resource"] = new JsonObject { ["identifier"] = "https://api.test/v1" };
        });
        const string Metadata = "resource_metadata=\"https://api.test/.well-known/oauth-protected-resource/v1\"";
        Assert.Equal(
            [$"Bearer realm=\"orders of acme\", {Metadata}", $"DPoP algs=\"ES256 ES384 PS256 RS256\", {Metadata}"],
            (await scene.AskAsync(scene.Request(null))).Challenges);
        Answered malformed = await scene.AskAsync(scene.Bearer("x"));
        Assert.Equal($"Bearer error=\"invalid_token\", error_description=\"The access token is malformed.\", realm=\"orders of acme\", {Metadata}", malformed.Challenges[0]);
    }

    [Fact]
    public async Task A_tenant_that_answers_like_Auth0_gives_400_for_missing_and_unknown_credentials()
    {
        Scene scene = await World.SceneAsync(settings => settings["answers"] = "auth0");
        AreLikeAuth0(
            ("credentials_missing", "invalid_request", await scene.AskAsync(scene.Request(null))),
            ("authorization_scheme_unknown", "invalid_request", await scene.AskAsync(scene.Request("Basic eDp5"))),
            ("proof_missing", "invalid_request", await scene.AskAsync(scene.Request($"DPoP {scene.BoundToken()}"))));
    }

    [Fact]
    public async Task A_tenant_that_answers_like_Auth0_gives_400_for_an_invalid_proof_and_401_for_an_invalid_token()
    {
        Scene scene = await World.SceneAsync(settings => settings["answers"] = "auth0");
        AreLikeAuth0(
            ("proof_htm_mismatch", "invalid_dpop_proof", await scene.AskProofAsync(proof => proof.Claims["htm"] = "POST")),
            ("proof_malformed", "invalid_dpop_proof", await scene.AskAsync(scene.DPoP(scene.BoundToken(), "x"))));
        Answered token = await scene.AskAsync(scene.Bearer("x"));
        Answered nonce = await scene.AskProofAsync(nonce: "x");
        Assert.Equal((401, "invalid_token", 401, "use_dpop_nonce"), (token.Status, token.Error, nonce.Status, nonce.Error));
    }

    [Fact]
    public async Task A_tenant_that_answers_like_Auth0_still_challenges_as_the_standard_has_it()
    {
        Scene scene = await World.SceneAsync(settings => settings["answers"] = "auth0");
        Answered missing = await scene.AskAsync(scene.Request(null));
        Assert.Equal(["Bearer realm=\"api\"", "DPoP algs=\"ES256 ES384 PS256 RS256\""], missing.Challenges);
        Answered noProof = await scene.AskAsync(scene.Request($"DPoP {scene.BoundToken()}"));
        Assert.Equal(["Bearer realm=\"api\"", "DPoP error=\"invalid_request\", error_description=\"No DPoP proof was sent.\", algs=\"ES256 ES384 PS256 RS256\""], noProof.Challenges);
    }

    [Fact]
    public async Task Keys_that_cannot_be_had_are_answered_with_Retry_After_and_no_challenge()
    {
        Scene scene = await World.SceneAsync(server: await World.IssuerAsync());
        await scene.Server.TakeDownAsync();
        Answered answer = await scene.AskBearerAsync();
        Assert.Equal((503, "temporarily_unavailable", "keys_unavailable"), (answer.Status, answer.Error, answer.Outcome));
        Assert.Empty(answer.Challenges);
        Assert.Equal("2", answer.RetryAfter);
    }

    private static void AreLikeAuth0(params (string Reason, string Error, Answered Answer)[] answers)
    {
        Assert.All(answers, one => Assert.Equal((one.Reason, 400, one.Error), (one.Answer.Outcome, one.Answer.Status, one.Answer.Error)));
    }
}
