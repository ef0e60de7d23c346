using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.AccessTokens;

/// <summary>What a token's header may say: algorithms, <c>typ</c>, <c>crit</c>, and members that are never used.</summary>
public abstract class TokenHeaderSuite(Stage stage) : VerifierSuite(stage)
{
    public static TheoryData<string> Algorithms => [.. TestKey.Algorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task An_algorithm_that_the_tenant_lists_passes_and_no_other(string algorithm)
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared(algorithm));
        Scene scene = await World.SceneAsync(settings => settings["algorithms"] = new JsonArray(algorithm), server);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        await scene.PutAsync(settings => settings["algorithms"] = new JsonArray([.. TestKey.Algorithms.Where(other => other != algorithm).Select(name => (JsonNode)name)]));
        Assert.Equal("token_alg_not_allowed", (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task Unless_listed_RS256_PS256_ES256_and_ES384_pass()
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared("RS256"));
        foreach (string algorithm in TestKey.Algorithms.Skip(1))
        {
            _ = server.Issuer.Rotate(next: TestKey.Shared(algorithm));
        }

        Scene scene = await World.SceneAsync(server: server);
        await AllAsync(Allowed, ["RS256", "PS256", "ES256", "ES384"], algorithm => scene.AskBearerAsync(token => token.SignedBy(TestKey.Shared(algorithm))));
        await AllAsync(
            "token_alg_not_allowed",
            ["RS384", "RS512", "PS384", "PS512", "ES512"],
            algorithm => scene.AskBearerAsync(token => token.SignedBy(TestKey.Shared(algorithm))));
    }

    [Fact]
    public async Task Typ_may_be_absent_JWT_or_at_jwt_without_case()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Header.Remove("typ"))).Outcome);
        await AllAsync(
            Allowed,
            ["JWT", "jwt", "Jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+JWT"],
            typ => scene.AskBearerAsync(token => token.Header["typ"] = typ));
    }

    [Fact]
    public async Task Every_other_typ_is_refused()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(
            "token_typ_not_allowed",
            ["", " ", "jwt ", "at+jwt ", "application/jwt", "application/at+jwt;v=1", "id+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt", "token-introspection+jwt", "rt+jwt", "JOSE", "at_jwt", "at+ſwt", "application/application/at+jwt"],
            typ => scene.AskBearerAsync(token => token.Header["typ"] = typ));
        await AllAsync("token_malformed", ["null", "1", "[\"at+jwt\"]", "{}", "true"], typ => scene.AskBearerAsync(token => token.Header["typ"] = JsonNode.Parse(typ)));
    }

    [Fact]
    public async Task The_profile_of_RFC_9068_takes_at_jwt_alone()
    {
        Scene scene = await World.SceneAsync(settings => settings["profile"] = "rfc9068");
        await AllAsync(Allowed, ["at+jwt", "AT+jwt", "application/at+jwt"], typ => scene.AskBearerAsync(token => token.Header["typ"] = typ));
        Assert.Equal("token_typ_not_allowed", (await scene.AskBearerAsync(token => token.Header["typ"] = "JWT")).Outcome);
        Assert.Equal("token_typ_not_allowed", (await scene.AskBearerAsync(token => token.Header.Remove("typ"))).Outcome);
    }

    [Fact]
    public async Task The_profile_of_RFC_9068_requires_its_claims()
    {
        Scene strict = await World.SceneAsync(settings => settings["profile"] = "rfc9068");
        Scene lenient = await World.SceneAsync();
        Assert.Equal(Allowed, (await strict.AskBearerAsync()).Outcome);
        await AllAsync("token_claim_missing", ["sub", "client_id", "jti"], name => strict.AskBearerAsync(token => token.Claims.Remove(name)));
        await AllAsync(Allowed, ["sub", "client_id", "jti"], name => lenient.AskBearerAsync(token => token.Claims.Remove(name)));
        Assert.Equal("token_claim_missing", (await strict.AskBearerAsync(token =>
        {
            _ = token.Claims.Remove("client_id");
            token.Claims["azp"] = "client-1";
        })).Outcome);
    }

    [Fact]
    public async Task Any_crit_is_refused()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(
            "token_crit_unsupported",
            ["[\"exp\"]", "[\"b64\"]", "[]", "null", "\"exp\"", "[\"x-note\",\"exp\"]"],
            crit => scene.AskBearerAsync(token => token.Header["crit"] = JsonNode.Parse(crit)));
    }

    [Fact]
    public async Task Members_that_nobody_understands_are_ignored()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token =>
        {
            token.Header["cty"] = "JWT";
            token.Header["x5t"] = "x";
            token.Header["b64"] = false;
            token.Header["nonce"] = JsonNode.Parse("""{"a":[1,2,{"b":null}]}""");
        })).Outcome);
    }

    [Fact]
    public async Task A_header_needs_an_alg_and_texts_where_texts_belong()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("token_malformed", (await scene.AskBearerAsync(token => token.Header.Remove("alg"))).Outcome);
        await AllAsync("token_malformed", ["null", "256", "[\"ES256\"]", "{}"], alg => scene.AskBearerAsync(token => token.Header["alg"] = JsonNode.Parse(alg)));
        await AllAsync("token_malformed", ["null", "1", "[\"a\"]", "{}"], kid => scene.AskBearerAsync(token => token.Header["kid"] = JsonNode.Parse(kid)));
    }

    [Fact]
    public async Task A_header_may_be_written_in_any_spelling_of_JSON()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.RawHeader = $" {{ \"\\u0061lg\" : \"E\\u0053256\",\r\n\t\"kid\":\"{token.SigningKey.Kid}\", \"typ\":\"\\u0061t+jwt\" }} ")).Outcome);
    }
}
