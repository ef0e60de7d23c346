using Verifier.Testing;

namespace Verifier.Conformance.Reasons;

/// <summary>Every reason once, with all that the contract says about its answer.</summary>
public abstract class ReasonSuite(Stage stage) : VerifierSuite(stage)
{
    private const string Algs = "ES256 ES384 PS256 RS256";

    /// <summary>Every reason that there is; one without a case fails.</summary>
    public static TheoryData<Reason> Reasons => [.. Enum.GetValues<Reason>().Where(reason => reason != Reason.None)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Every_reason_is_answered_as_the_contract_has_it(Reason reason)
    {
        // A few cases leave the ledger in disorder.
        await using World? own = reason is Reason.ReplayFence or Reason.ReplayUnavailable ? await FreshAsync() : null;
        Answered answer = await ReasonCases.PlayAsync(reason, own ?? World);

        ReasonRow row = ReasonTable.Of(reason);
        Assert.Equal((row.Code, row.Status, row.Error), (answer.Outcome, answer.Status, answer.Error));
        Assert.False(string.IsNullOrWhiteSpace(answer.Description));
        Assert.Equal(32, ((string)answer.Body["decisionId"]!).Length);
        Assert.Equal(ChallengesOf(row, answer), answer.Challenges);
        Assert.Equal(row.Status == 503, answer.RetryAfter is not null && int.Parse(answer.RetryAfter, null) > 0);
        Assert.Equal(row.Error == "use_dpop_nonce", answer.Nonce is not null);
        Assert.Equal(row.Error == "use_dpop_nonce" ? ["DPoP-Nonce, WWW-Authenticate"] : [], answer.Header("Access-Control-Expose-Headers"));
        Assert.DoesNotContain(Scene.Marker, answer.Sent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_contracts_table_and_the_code_have_the_same_reasons() => Assert.Equal(Reasons.Count, ReasonTable.Count);

    [Fact]
    public async Task An_allowed_answer_says_who_is_there_and_never_carries_a_challenge()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken(t => t.Claims["scp"] = new System.Text.Json.Nodes.JsonArray("write:orders", "read:orders"));
        Answered answer = await scene.AskAsync(scene.DPoP(token, scene.Proof(token)));

        Assert.Equal((Allowed, scene.Tenant, "DPoP", scene.Issuer.Issuer, $"sub-{Scene.Marker}", $"client-{Scene.Marker}", scene.Key.Thumbprint), (
            answer.Outcome, (string?)answer.Body["tenant"], (string?)answer.Body["scheme"], (string?)answer.Body["issuer"], (string?)answer.Body["subject"], (string?)answer.Body["clientId"], (string?)answer.Body["jkt"]));
        Assert.Equal(["read:orders", "write:orders"], answer.List("scopes"));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(Jws.ReadClaims(token), answer.Body["claims"]));
        Assert.Empty(answer.Challenges);
        Assert.Null(answer.RetryAfter);
        Assert.Null(answer.Nonce);
    }

    [Fact]
    public async Task The_answer_to_a_Bearer_token_names_its_scheme_and_no_key()
    {
        Scene scene = await World.SceneAsync();
        Answered answer = await scene.AskBearerAsync();
        Assert.Equal((Allowed, "Bearer"), (answer.Outcome, (string?)answer.Body["scheme"]));
        Assert.False(answer.Body.ContainsKey("jkt"));
        Assert.False(answer.Body.ContainsKey("actor"));
    }

    private static string[] ChallengesOf(ReasonRow row, Answered answer)
    {
        if (row.Status == 503)
        {
            return [];
        }

        string more = row.Code switch
        {
            "scope_missing" => "scope=\"read:orders write:orders\", ",
            "acr_insufficient" => "acr_values=\"urn:mfa urn:key\", ",
            "auth_too_old" => "max_age=\"300\", ",
            _ => "",
        };
        string error = row.Error is null ? "" : $"error=\"{row.Error}\", error_description=\"{answer.Description}\", {more}";
        string bearer = $"Bearer {(row.Scheme == "Bearer" ? error : "")}realm=\"api\"";
        string dpop = $"DPoP {(row.Scheme == "DPoP" ? error : "")}algs=\"{Algs}\"";
        return row switch
        {
            { Error: "use_dpop_nonce" } => [dpop],
            { Code: "scheme_not_accepted" } => [bearer],
            _ => [bearer, dpop],
        };
    }
}
