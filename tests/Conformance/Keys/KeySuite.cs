using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Keys;

/// <summary>Which key checks a token, and how keys come and go.</summary>
public abstract class KeySuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task After_a_rotation_the_very_first_token_passes()
    {
        Scene scene = await OwnIssuerAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        _ = scene.Issuer.Rotate();
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal(2, scene.Server.JwksFetches);
    }

    [Fact]
    public async Task A_crowd_with_a_new_key_costs_one_fetch()
    {
        Scene scene = await OwnIssuerAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        _ = scene.Issuer.Rotate();
        Answered[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => scene.AskBearerAsync()));
        Assert.All(answers, answer => Assert.Equal(Allowed, answer.Outcome));
        Assert.Equal(2, scene.Server.JwksFetches);
    }

    [Fact]
    public async Task A_crowd_of_first_requests_costs_one_fetch()
    {
        Scene scene = await OwnIssuerAsync();
        Answered[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => scene.AskBearerAsync()));
        Assert.All(answers, answer => Assert.Equal(Allowed, answer.Outcome));
        Assert.Equal(1, scene.Server.JwksFetches);
    }

    [Fact]
    public async Task Without_a_kid_exactly_one_fitting_key_must_exist()
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared("RS256"));
        _ = server.Issuer.Rotate(next: TestKey.Create("ES384"));
        _ = server.Issuer.Rotate(next: TestKey.Create("ES256"));
        Scene scene = await World.SceneAsync(server: server);
        await AllAsync(Allowed, server.Issuer.Keys, key => scene.AskBearerAsync(token => token.SignedBy(key).Header.Remove("kid")));
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token =>
        {
            token.Header["alg"] = "PS256";
            _ = token.Header.Remove("kid");
        })).Outcome);

        _ = server.Issuer.Rotate(next: TestKey.Create("ES256"));
        await scene.Host.RefreshKeysAsync(scene.Tenant);
        Assert.Equal("key_ambiguous", (await scene.AskBearerAsync(token => token.Header.Remove("kid"))).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task Two_keys_of_one_kid_are_told_apart_by_what_fits_or_not_at_all()
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Create("ES256", "same"));
        _ = server.Issuer.Rotate(next: TestKey.Create("ES384", "same"));
        Scene scene = await World.SceneAsync(server: server);
        await AllAsync(Allowed, server.Issuer.Keys, key => scene.AskBearerAsync(token => token.SignedBy(key)));
        _ = server.Issuer.Rotate(next: TestKey.Create("ES256", "same"));
        await scene.Host.RefreshKeysAsync(scene.Tenant);
        Assert.Equal("key_ambiguous", (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task A_kid_is_compared_exactly()
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Create(kid: "Key-1"));
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        await AllAsync("key_unknown", ["key-1", "Key-1 ", " Key-1", "Key-1\0", "", "KEY-1", "Key-"], kid => scene.AskBearerAsync(token => token.Header["kid"] = kid));
    }

    [Theory]
    [InlineData("use", "\"enc\"")]
    [InlineData("use", "\"\"")]
    [InlineData("key_ops", "[\"sign\"]")]
    [InlineData("key_ops", "[]")]
    [InlineData("key_ops", "[\"encrypt\",\"wrapKey\"]")]
    [InlineData("alg", "\"ES384\"")]
    [InlineData("alg", "\"es256\"")]
    [InlineData("alg", "\"none\"")]
    public async Task A_key_that_says_it_is_for_something_else_checks_nothing(string member, string value)
    {
        Scene scene = await PublishingAsync(jwk => jwk[member] = JsonNode.Parse(value));
        Assert.Equal("key_unusable", (await scene.AskBearerAsync()).Outcome);
    }

    [Theory]
    [InlineData("use", "\"sig\"")]
    [InlineData("key_ops", "[\"verify\"]")]
    [InlineData("key_ops", "[\"sign\",\"verify\"]")]
    [InlineData("alg", "\"ES256\"")]
    [InlineData("x5c", "[\"AAAA\"]")]
    [InlineData("ext", "true")]
    public async Task A_key_that_says_it_is_for_this_or_nothing_at_all_is_good(string member, string value)
    {
        Scene scene = await PublishingAsync(jwk => jwk[member] = JsonNode.Parse(value));
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2040)]
    public async Task An_RSA_key_that_is_too_short_checks_nothing(int bits)
    {
        LoopbackIssuer server = await World.IssuerAsync();
        _ = server.Issuer.Rotate(next: TestKey.Create("RS256", rsaBits: bits));
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal("key_unusable", (await scene.AskBearerAsync()).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.SignedBy(server.Issuer.Keys[1]))).Outcome);
    }

    [Theory]
    [InlineData("AQ")]
    [InlineData("AAEAAQ")]
    [InlineData("BA")]
    [InlineData("AQAAAAAB")]
    public async Task An_RSA_key_with_an_odd_exponent_checks_nothing(string exponent)
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared("RS256"));
        _ = server.Issuer.Rotate(next: TestKey.Create());
        server.Issuer.EditJwks = set => set["keys"]![1]!["e"] = exponent;
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal("key_unusable", (await scene.AskBearerAsync(token => token.SignedBy(TestKey.Shared("RS256")))).Outcome);
    }

    [Fact]
    public async Task A_bad_key_never_spoils_the_others()
    {
        LoopbackIssuer server = await World.IssuerAsync();
        server.Issuer.EditJwks = set =>
        {
            JsonArray keys = set["keys"]!.AsArray();
            JsonNode good = keys[0]!.DeepClone();
            string[] bad =
            [
                "null", "1", "\"key\"", "[]", "{}", "{\"kty\":\"EC\"}", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", "{\"kty\":{\"deep\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}}",
            ];
            foreach (string key in bad)
            {
                keys.Insert(0, JsonNode.Parse(key));
            }

            JsonNode leaked = good.DeepClone();
            leaked["d"] = "AAAA";
            leaked["kid"] = "leaked";
            keys.Add(leaked);
        };
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal("key_unusable", (await scene.AskBearerAsync(token => token.Header["kid"] = "leaked")).Outcome);
    }

    [Fact]
    public async Task A_withdrawn_key_is_gone_with_the_next_refresh_and_so_are_its_tokens_that_were_seen()
    {
        Scene scene = await OwnIssuerAsync();
        Ask ask = scene.Bearer(scene.Token());
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        _ = scene.Issuer.Rotate(keepOld: false);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        await scene.Host.RefreshKeysAsync(scene.Tenant);
        Assert.Equal("key_unknown", (await scene.AskAsync(ask)).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task A_key_replaced_under_its_kid_takes_its_seen_tokens_with_it()
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Create(kid: "same"));
        Scene scene = await World.SceneAsync(server: server);
        Ask ask = scene.Bearer(scene.Token());
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        _ = server.Issuer.Rotate(keepOld: false, TestKey.Create(kid: "same"));
        await scene.Host.RefreshKeysAsync(scene.Tenant);
        Assert.Equal("signature_invalid", (await scene.AskAsync(ask)).Outcome);
    }

    [Fact]
    public async Task While_an_issuer_is_down_the_keys_held_go_on_and_unknown_ones_are_unknown()
    {
        Scene scene = await OwnIssuerAsync();
        Ask seen = scene.Bearer(scene.Token());
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);
        await scene.Server.TakeDownAsync();
        await scene.Host.RefreshKeysAsync(scene.Tenant);
        Assert.Equal(Allowed, (await scene.AskAsync(seen)).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => token.Header["kid"] = "new")).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync()).Outcome);
    }

    [Theory]
    [InlineData(IssuerFault.Abort)]
    [InlineData(IssuerFault.ServerError)]
    [InlineData(IssuerFault.NotFound)]
    [InlineData(IssuerFault.Garbage)]
    [InlineData(IssuerFault.Truncated)]
    [InlineData(IssuerFault.Oversized)]
    [InlineData(IssuerFault.Compressed)]
    [InlineData(IssuerFault.Redirect)]
    public async Task An_issuer_that_answers_nonsense_is_answered_with_503(IssuerFault fault)
    {
        Scene keys = await OwnIssuerAsync();
        keys.Server.Faults.Jwks = fault;
        Scene metadata = await OwnIssuerAsync();
        metadata.Server.Faults.Discovery = fault;
        foreach (Scene scene in (Scene[])[keys, metadata])
        {
            Answered answer = await scene.AskBearerAsync();
            Assert.Equal(("keys_unavailable", 503, "temporarily_unavailable"), (answer.Outcome, answer.Status, answer.Error));
            Assert.Equal(0, scene.Server.RedirectsFollowed);
        }
    }

    [Fact]
    public async Task An_empty_key_set_and_metadata_of_another_issuer_are_nonsense_too()
    {
        Scene keys = await OwnIssuerAsync();
        keys.Server.Faults.Jwks = IssuerFault.EmptyKeySet;
        Scene metadata = await OwnIssuerAsync();
        metadata.Server.Faults.Discovery = IssuerFault.WrongIssuer;
        Assert.Equal("keys_unavailable", (await keys.AskBearerAsync()).Outcome);
        Assert.Equal("keys_unavailable", (await metadata.AskBearerAsync()).Outcome);
        Assert.Equal(0, metadata.Server.JwksFetches);
    }

    [Fact]
    public async Task A_key_set_without_any_usable_key_is_nonsense_too()
    {
        Scene scene = await OwnIssuerAsync();
        scene.Issuer.EditJwks = set => set["keys"]![0]!["use"] = "enc";
        Assert.Equal("keys_unavailable", (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task A_key_published_twice_is_one_key()
    {
        Scene scene = await OwnIssuerAsync();
        scene.Issuer.EditJwks = set => set["keys"]!.AsArray().Add(set["keys"]![0]!.DeepClone());
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Header.Remove("kid"))).Outcome);
    }

    [Fact]
    public async Task A_point_off_its_curve_checks_nothing()
    {
        Scene scene = await PublishingAsync(jwk => jwk["y"] = jwk["x"]!.DeepClone());
        Assert.Equal("key_unusable", (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task A_key_set_that_becomes_empty_does_not_lose_the_keys_held()
    {
        Scene scene = await OwnIssuerAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        scene.Server.Faults.Jwks = IssuerFault.EmptyKeySet;
        await scene.Host.RefreshKeysAsync(scene.Tenant);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    private async Task<Scene> OwnIssuerAsync() => await World.SceneAsync(server: await World.IssuerAsync());

    // The issuer's key with its own statements about itself taken away, and the change.
    private async Task<Scene> PublishingAsync(Action<JsonObject> change)
    {
        LoopbackIssuer server = await World.IssuerAsync();
        server.Issuer.EditJwks = set =>
        {
            JsonObject jwk = set["keys"]![0]!.AsObject();
            _ = jwk.Remove("use");
            _ = jwk.Remove("alg");
            change(jwk);

            // A set without any usable key would be nonsense.
            set["keys"]!.AsArray().Add(TestKey.Shared("ES384").PublishedJwk);
        };
        return await World.SceneAsync(server: server);
    }
}
