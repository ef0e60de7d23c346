namespace Verifier.Conformance.AccessTokens;

/// <summary>The Authorization header: one field line, <c>scheme 1*SP token68</c>, and nothing else.</summary>
public abstract class AuthorizationSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task The_scheme_is_compared_without_case()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(Allowed, ["Bearer", "bearer", "BEARER", "bEaReR"], scheme => scene.AskAsync(scene.Request($"{scheme} {scene.Token()}")));
        await AllAsync(Allowed, ["DPoP", "dpop", "DPOP"], scheme =>
        {
            string token = scene.BoundToken();
            return scene.AskAsync(scene.Request($"{scheme} {token}", scene.Proof(token)));
        });
    }

    [Fact]
    public async Task One_or_more_spaces_may_stand_between_scheme_and_token()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(Allowed, [" ", "  ", "     "], space => scene.AskAsync(scene.Request($"Bearer{space}{scene.Token()}")));
    }

    [Fact]
    public async Task Anything_else_around_the_token_is_malformed()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token();
        await AllAsync(
            "authorization_malformed",
            [
                "", " ", "Bearer", "Bearer ", $" Bearer {token}", $"Bearer\t{token}", $"Bearer {token} ", $"Bearer {token}\t", $"Bearer {token}\n", $"Bearer {token}\r\n x",
                $"Bearer {token} x", $"Bearer {token},", $"Bearer {token}, {token}", $"Bearer ,{token}", $"Bearer \"{token}\"", $"Bearer token={token}", $"Bearer:{token}", $"Bearer, {token}",
                $"Bearer{(char)0xA0}{token}", $"Bearer {token}{(char)0}", $"Bearer {(char)0x200B}{token}", $"Bearer {token[..8]}é{token[8..]}", $"{(char)0x212A} {token}", $"Bearer {token[..8]}%2E{token[8..]}",
                "Bearer =", "Bearer ==",
            ],
            authorization => scene.AskAsync(scene.Request(authorization)));
    }

    [Fact]
    public async Task A_scheme_that_only_looks_like_one_of_ours_is_unknown()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token();
        await AllAsync(
            "authorization_scheme_unknown",
            [$"Bearer2 {token}", $"Beare {token}", $"Token {token}", $"Basic {token}", $"DPoP-Bearer {token}", token, "Negotiate", "Digest username=\"x\""],
            authorization => scene.AskAsync(scene.Request(authorization)));
    }

    [Fact]
    public async Task No_header_is_no_credentials()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("credentials_missing", (await scene.AskAsync(scene.Request(null))).Outcome);
        Assert.Equal("credentials_missing", (await scene.AskAsync(scene.Request(null, scene.Proof("x")))).Outcome);
    }

    [Fact]
    public async Task Token68_may_end_in_padding_and_a_token_may_not()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("token_malformed", ["=", "==", "===="], padding => scene.AskAsync(scene.Bearer(scene.Token() + padding)));
        await AllAsync("authorization_malformed", ["=x", "=="], padding => scene.AskAsync(scene.Bearer(scene.Token().Insert(5, padding))));
    }

    [Fact]
    public async Task A_scheme_that_the_tenant_does_not_take_is_refused_before_its_token_is_read()
    {
        Scene bearerOnly = await World.SceneAsync(settings => settings["dpop"] = new System.Text.Json.Nodes.JsonObject { ["mode"] = "disabled" });
        Scene dpopOnly = await World.SceneAsync(settings => settings["dpop"] = new System.Text.Json.Nodes.JsonObject { ["mode"] = "required" });
        Assert.Equal("scheme_not_accepted", (await bearerOnly.AskProofAsync()).Outcome);
        Assert.Equal("scheme_not_accepted", (await dpopOnly.AskBearerAsync()).Outcome);
        Assert.Equal("scheme_not_accepted", (await dpopOnly.AskAsync(dpopOnly.Bearer("x"))).Outcome);
        Assert.Equal(Allowed, (await bearerOnly.AskBearerAsync()).Outcome);
        Assert.Equal(Allowed, (await dpopOnly.AskProofAsync()).Outcome);
    }
}
