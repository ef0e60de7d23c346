using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.AccessTokens;

/// <summary>The claims of an access token: which must be there, of which type, and what they say.</summary>
public abstract class TokenClaimSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task Exp_iat_and_aud_are_required()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("token_claim_missing", ["exp", "iat", "aud"], name => scene.AskBearerAsync(token => token.Claims.Remove(name)));
        Assert.Equal("issuer_missing", (await scene.AskBearerAsync(token => token.Claims.Remove("iss"))).Outcome);
        await AllAsync(Allowed, ["sub", "jti", "client_id", "scope", "nbf"], name => scene.AskBearerAsync(token => token.Claims.Remove(name)));
    }

    [Fact]
    public async Task Times_are_finite_numbers_of_this_era()
    {
        Scene scene = await World.SceneAsync();
        string[] wrong = ["null", "true", "\"1900000000\"", "[]", "{}", "1e400", "-1e400", "1e308", "9e18", "253402300800"];
        foreach (string name in (string[])["exp", "iat", "nbf"])
        {
            await AllAsync("token_claim_invalid", wrong, value => scene.AskBearerAsync(token => token.Claims[name] = JsonNode.Parse(value)));
            await AllAsync("token_malformed", ["NaN", "Infinity", "+1", "01", "1.", ".5", "0x10", "1_0"], value => scene.AskBearerAsync(token =>
            {
                token.Claims[name] = "@";
                token.RawClaims = token.Claims.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);
            }));
        }

        await AllAsync(
            Allowed,
            [$"{scene.Now + 60}.5", $"{scene.Now + 60}.000000000000000000000000000001", $"{scene.Now + 60}e0", $"{scene.Now + 60}0E-1", "2.5e11"],
            exp => scene.AskBearerAsync(token => token.Claims["exp"] = JsonNode.Parse(exp)));
    }

    [Fact]
    public async Task The_issuer_must_match_exactly()
    {
        Scene scene = await World.SceneAsync();
        string issuer = scene.Issuer.Issuer;
        await AllAsync(
            "issuer_unknown",
            [issuer + "/", issuer.ToUpperInvariant(), issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), " " + issuer, issuer + "?", issuer + "#", issuer + "\0", issuer.Replace("http", "https", StringComparison.Ordinal), "", issuer + "%20"],
            iss => scene.AskBearerAsync(token => token.Claims["iss"] = iss));
        await AllAsync("token_claim_invalid", ["null", "1", "{}", $"[\"{issuer}\"]"], iss => scene.AskBearerAsync(token => token.Claims["iss"] = JsonNode.Parse(iss)));
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token =>
            token.RawClaims = token.Claims.ToJsonString().Replace(issuer, issuer.Replace("http", "\\u0068ttp", StringComparison.Ordinal), StringComparison.Ordinal))).Outcome);
    }

    [Fact]
    public async Task The_discovery_documents_issuer_must_match_exactly_too()
    {
        LoopbackIssuer server = await World.IssuerAsync();
        server.Issuer.EditDiscovery = metadata => metadata["issuer"] = server.Url + "/";
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal("keys_unavailable", (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task One_audience_of_the_tenants_is_enough()
    {
        Scene scene = await World.SceneAsync(settings => settings["audiences"] = new JsonArray(Scene.Audience, "orders"));
        await AllAsync(
            Allowed,
            ["\"https://api.test\"", "\"orders\"", "[\"https://api.test\"]", "[\"x\",\"orders\"]", "[\"https://api.test\",\"orders\"]", "[\"x\",\"y\",\"https://api.test\"]", "\"\\u006frders\""],
            aud => scene.AskBearerAsync(token => token.Claims["aud"] = JsonNode.Parse(aud)));
    }

    [Fact]
    public async Task Another_audience_is_refused()
    {
        Scene scene = await World.SceneAsync(settings => settings["audiences"] = new JsonArray(Scene.Audience, "orders"));
        await AllAsync(
            "token_audience_mismatch",
            ["\"\"", "[]", "\"Orders\"", "\"orders \"", "\"https://api.test/\"", "\"HTTPS://api.test\"", "\"https://api.test orders\"", "[\"x\"]", "[\"\"]", "\"https://api.tes\"", "\"*\""],
            aud => scene.AskBearerAsync(token => token.Claims["aud"] = JsonNode.Parse(aud)));
        await AllAsync(
            "token_claim_invalid",
            ["null", "1", "true", "{}", "{\"orders\":true}", "[\"orders\",1]", "[\"orders\",null]", "[[\"orders\"]]"],
            aud => scene.AskBearerAsync(token => token.Claims["aud"] = JsonNode.Parse(aud)));
    }

    [Fact]
    public async Task An_endpoint_narrows_the_tenants_audiences_and_never_widens_them()
    {
        Scene scene = await World.SceneAsync(settings => settings["audiences"] = new JsonArray(Scene.Audience, "orders"));
        Ask both = scene.Bearer(scene.Token(token => token.Claims["aud"] = new JsonArray(Scene.Audience, "orders", "else")));
        Ask one = scene.Bearer(scene.Token());
        Assert.Equal(Allowed, (await scene.AskAsync(both with { Audiences = ["orders"] })).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(one with { Audiences = ["orders", Scene.Audience] })).Outcome);
        Assert.Equal("token_audience_mismatch", (await scene.AskAsync(one with { Audiences = ["orders"] })).Outcome);
        Assert.Equal("token_audience_mismatch", (await scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["aud"] = "else")) with { Audiences = ["else"] })).Outcome);
    }

    [Fact]
    public async Task Texts_are_texts()
    {
        Scene scene = await World.SceneAsync();
        foreach (string name in (string[])["sub", "jti", "sid", "client_id"])
        {
            await AllAsync("token_claim_invalid", ["null", "1", "true", "[\"x\"]", "{}"], value => scene.AskBearerAsync(token => token.Claims[name] = JsonNode.Parse(value)));
        }
    }

    [Theory]
    [InlineData("at_hash")]
    [InlineData("c_hash")]
    [InlineData("s_hash")]
    [InlineData("events")]
    public async Task What_only_other_tokens_have_marks_a_token_as_none_for_access(string mark)
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("token_typ_not_allowed", ["\"x\"", "{}", "null"], value => scene.AskBearerAsync(token => token.Claims[mark] = JsonNode.Parse(value)));
    }

    [Fact]
    public async Task Token_use_and_the_payloads_typ_may_say_that_a_token_is_none_for_access()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(
            "token_typ_not_allowed",
            ["\"id\"", "\"refresh\"", "\"Access\"", "\"\"", "null", "1"],
            value => scene.AskBearerAsync(token => token.Claims["token_use"] = JsonNode.Parse(value)));
        await AllAsync("token_typ_not_allowed", ["ID", "Refresh", "Logout"], typ => scene.AskBearerAsync(token => token.Claims["typ"] = typ));
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Claims["token_use"] = "access")).Outcome);
        await AllAsync(Allowed, ["Bearer", "DPoP", "access"], typ => scene.AskBearerAsync(token => token.Claims["typ"] = typ));
    }

    [Fact]
    public async Task The_client_is_client_id_else_azp_else_cid_else_appid()
    {
        Scene scene = await World.SceneAsync();
        string[] names = ["client_id", "azp", "cid", "appid"];
        for (int i = 0; i < names.Length; i++)
        {
            Answered answer = await scene.AskBearerAsync(token =>
            {
                _ = token.Claims.Remove("client_id");
                foreach (string name in names[i..].Reverse())
                {
                    token.Claims[name] = $"by {name}";
                }
            });
            Assert.Equal($"by {names[i]}", (string?)answer.Body["clientId"]);
        }

        Answered nobody = await scene.AskBearerAsync(token => token.Claims.Remove("client_id"));
        Assert.True(nobody.Allowed);
        Assert.False(nobody.Body.ContainsKey("clientId"));
    }

    [Fact]
    public async Task Actors_are_named_newest_first_and_the_newest_counts()
    {
        Scene scene = await World.SceneAsync();
        Answered answer = await scene.AskBearerAsync(token => token.Claims["act"] = JsonNode.Parse("""{"sub":"agent","act":{"sub":"service","iss":"x","act":{"sub":"batch"}}}"""));
        Assert.Equal("agent", (string?)answer.Body["actor"]);
        Assert.Equal(["agent", "service", "batch"], answer.List("delegationChain"));
        await AllAsync(
            "token_claim_invalid",
            ["null", "1", "\"agent\"", "[]", "{\"sub\":1}", "{\"sub\":\"a\",\"act\":\"b\"}"],
            act => scene.AskBearerAsync(token => token.Claims["act"] = JsonNode.Parse(act)));
    }
}
