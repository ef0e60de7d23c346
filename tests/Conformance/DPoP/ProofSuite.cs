using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.DPoP;

/// <summary>What a DPoP proof must be: RFC 9449 sections 4.2 and 4.3.</summary>
public abstract class ProofSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task A_good_proof_passes()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskProofAsync()).Outcome);
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("RS256")]
    public async Task Unless_listed_ES256_ES384_PS256_and_RS256_pass(string algorithm)
    {
        Scene scene = await World.SceneAsync();
        TestKey key = TestKey.Shared(algorithm);
        string token = scene.Token(t => t.BoundTo(key));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, scene.Proof(token, key: key)))).Outcome);
    }

    [Fact]
    public async Task An_algorithm_that_is_not_listed_is_refused()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_alg", ["ES512", "RS384", "RS512", "PS384", "PS512"], algorithm => AskAsync(scene, TestKey.Shared(algorithm)));
        await scene.PutAsync(settings => settings["dpop"] = new JsonObject { ["algorithms"] = new JsonArray("ES512", "PS512") });
        await AllAsync(Allowed, ["ES512", "PS512"], algorithm => AskAsync(scene, TestKey.Shared(algorithm)));
        await AllAsync("proof_alg", ["ES256", "ES384", "PS256", "RS256"], algorithm => AskAsync(scene, TestKey.Shared(algorithm)));
    }

    [Fact]
    public async Task Only_an_asymmetric_signature_proves_anything()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_alg", ["none", "None", "HS256", "HS512", "EdDSA", "RSA-OAEP", "dir", "", "es256"], alg => scene.AskProofAsync(proof => proof.Header["alg"] = alg));
        await AllAsync("proof_alg", ["null", "1", "[\"ES256\"]", "{}"], alg => scene.AskProofAsync(proof => proof.Header["alg"] = JsonNode.Parse(alg)));
        Assert.Equal("proof_alg", (await scene.AskProofAsync(proof => proof.Header.Remove("alg"))).Outcome);
    }

    [Fact]
    public async Task Typ_is_dpop_jwt_exactly()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync(
            "proof_typ",
            ["", "DPOP+JWT", "dpop+JWT", "application/dpop+jwt", "jwt", "JWT", "at+jwt", "dpop+jwt ", "dpop"],
            typ => scene.AskProofAsync(proof => proof.Header["typ"] = typ));
        await AllAsync("proof_typ", ["null", "1", "[\"dpop+jwt\"]"], typ => scene.AskProofAsync(proof => proof.Header["typ"] = JsonNode.Parse(typ)));
        Assert.Equal("proof_typ", (await scene.AskProofAsync(proof => proof.Header.Remove("typ"))).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof => proof.RawHeader = proof.Header.ToJsonString().Replace("dpop", "\\u0064pop", StringComparison.Ordinal))).Outcome);
    }

    [Fact]
    public async Task Nothing_in_a_proof_may_be_critical()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_malformed", ["[\"x-note\"]", "[]", "null"], crit => scene.AskProofAsync(proof => proof.Header["crit"] = JsonNode.Parse(crit)));
    }

    [Fact]
    public async Task The_jwk_is_there_and_public()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("proof_jwk_invalid", (await scene.AskProofAsync(proof => proof.Header.Remove("jwk"))).Outcome);
        await AllAsync(
            "proof_jwk_invalid",
            ["null", "\"x\"", "[]", "{}", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\"}", "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}"],
            jwk => scene.AskProofAsync(proof => proof.Header["jwk"] = JsonNode.Parse(jwk)));
        await AllAsync("proof_jwk_private", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"], member => scene.AskProofAsync(proof => proof.Header["jwk"]![member] = "AA"));
        Assert.Equal("proof_jwk_private", (await scene.AskProofAsync(proof => proof.Header["jwk"] = JsonNode.Parse("{\"kty\":\"oct\",\"k\":\"AAAA\"}"))).Outcome);
    }

    [Fact]
    public async Task A_point_off_its_curve_is_no_key()
    {
        Scene scene = await World.SceneAsync();
        JsonObject jwk = scene.Key.PublicJwk;
        jwk["y"] = jwk["x"]!.DeepClone();
        string token = scene.Token(t => t.BoundTo(TestKey.ThumbprintOf(jwk)));
        Assert.Equal("proof_jwk_invalid", (await scene.AskAsync(scene.DPoP(token, scene.Proof(token, proof => proof.Header["jwk"] = jwk.DeepClone())))).Outcome);

        // Imports are earned: a key that no token is bound to is not even tried.
        Assert.Equal("token_binding_mismatch", (await scene.AskProofAsync(proof => proof.Header["jwk"] = jwk.DeepClone())).Outcome);
    }

    [Fact]
    public async Task Coordinates_have_the_length_of_their_curve()
    {
        // A zero more or less would give one key several thumbprints.
        Scene scene = await World.SceneAsync();
        byte[] x = System.Buffers.Text.Base64Url.DecodeFromChars((string)scene.Key.PublicJwk["x"]!);
        await AllAsync("proof_jwk_invalid", [[0, .. x], x[1..], [.. x, 0], []], other =>
        {
            JsonObject jwk = scene.Key.PublicJwk;
            jwk["x"] = Jws.Encode(other);
            string token = scene.Token(t => t.BoundTo(TestKey.ThumbprintOf(jwk)));
            return scene.AskAsync(scene.DPoP(token, scene.Proof(token, proof => proof.Header["jwk"] = jwk.DeepClone())));
        });
    }

    [Fact]
    public async Task What_one_proof_says_of_its_key_binds_no_other_proof()
    {
        Scene scene = await World.SceneAsync();
        using RSA rsa = RSA.Create(2048);
        RSAParameters made = rsa.ExportParameters(includePrivateParameters: false);
        JsonObject jwk = new() { ["kty"] = "RSA", ["n"] = Jws.Encode(made.Modulus), ["e"] = Jws.Encode(made.Exponent) };
        string token = scene.Token(t => t.BoundTo(TestKey.ThumbprintOf(jwk)));
        Task<Answered> Asking(string algorithm, RSASignaturePadding padding, string? stated)
        {
            JwtSpec spec = new(TestKey.Shared());
            _ = scene.Proof(token, proof => spec = proof);
            spec.Header["alg"] = algorithm;
            spec.Header["jwk"] = jwk.DeepClone();
            if (stated is not null)
            {
                spec.Header["jwk"]!["alg"] = stated;
            }

            string unsigned = Jws.Assemble(spec.Header.ToJsonString(), spec.Claims.ToJsonString(), []);
            byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(unsigned.TrimEnd('.')), HashAlgorithmName.SHA256, padding);
            return scene.AskAsync(scene.DPoP(token, unsigned + Jws.Encode(signature)));
        }

        Assert.Equal(Allowed, (await Asking("PS256", RSASignaturePadding.Pss, "PS256")).Outcome);
        Assert.Equal("proof_jwk_invalid", (await Asking("RS256", RSASignaturePadding.Pkcs1, "PS256")).Outcome);
        Assert.Equal(Allowed, (await Asking("RS256", RSASignaturePadding.Pkcs1, null)).Outcome);
        Assert.Equal("proof_signature_invalid", (await Asking("RS256", RSASignaturePadding.Pss, null)).Outcome);
    }

    [Fact]
    public async Task The_algorithm_must_fit_the_key()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_jwk_invalid", ["ES384", "RS256", "PS256"], alg => scene.AskProofAsync(proof => proof.Header["alg"] = alg));
        await AllAsync("proof_jwk_invalid", ["ES384", "RS256", "x"], alg => scene.AskProofAsync(proof => proof.Header["jwk"]!["alg"] = alg));
        Assert.Equal("proof_jwk_invalid", (await scene.AskProofAsync(proof => proof.Header["jwk"]!["use"] = "enc")).Outcome);
        Assert.Equal("proof_jwk_invalid", (await scene.AskProofAsync(proof => proof.Header["jwk"]!["key_ops"] = new JsonArray("encrypt"))).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof =>
        {
            proof.Header["jwk"]!["alg"] = "ES256";
            proof.Header["jwk"]!["use"] = "sig";
            proof.Header["jwk"]!["key_ops"] = new JsonArray("verify");
            proof.Header["jwk"]!["kid"] = "mine";
        })).Outcome);
    }

    [Fact]
    public async Task RSA_keys_have_from_2048_to_4096_bits()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("proof_jwk_invalid", (await AskAsync(scene, TestKey.Create("RS256", rsaBits: 1024))).Outcome);
        Assert.Equal(Allowed, (await AskAsync(scene, TestKey.Shared("RS256"))).Outcome);

        // Nobody has to make a key of 4097 bits to send its modulus.
        byte[] modulus = new byte[513];
        modulus[0] = 1;
        modulus[^1] = 1;
        JsonObject jwk = new() { ["kty"] = "RSA", ["e"] = "AQAB", ["n"] = Jws.Encode(modulus) };
        string token = scene.Token(t => t.BoundTo(TestKey.ThumbprintOf(jwk)));
        Assert.Equal("proof_jwk_invalid", (await scene.AskAsync(scene.DPoP(token, scene.Proof(token, proof => proof.Header["jwk"] = jwk.DeepClone(), key: TestKey.Shared("RS256"))))).Outcome);
    }

    [Fact]
    public async Task Its_five_claims_are_required()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_claim_missing", ["jti", "htm", "htu", "iat", "ath"], name => scene.AskProofAsync(proof => proof.Claims.Remove(name)));
    }

    [Fact]
    public async Task Its_claims_have_their_types()
    {
        Scene scene = await World.SceneAsync();
        foreach (string name in (string[])["jti", "htm", "htu", "ath", "nonce"])
        {
            await AllAsync("proof_claim_invalid", ["null", "1", "true", "[]", "{}"], value => scene.AskProofAsync(proof => proof.Claims[name] = JsonNode.Parse(value)));
        }

        foreach (string name in (string[])["iat", "exp", "nbf"])
        {
            await AllAsync(
                "proof_claim_invalid",
                ["null", "\"1\"", "true", "[]", "1e400", "1e300"],
                value => scene.AskProofAsync(proof => proof.Claims[name] = JsonNode.Parse(value)));
        }
    }

    [Fact]
    public async Task A_jti_is_not_blank_and_at_most_512_characters_long()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_claim_invalid", ["", " ", "\t\n", "\u00A0\u3000", new string('j', 513)], jti => scene.AskProofAsync(proof => proof.Claims["jti"] = jti));
        await AllAsync(Allowed, ["j", new string('j', 512), "日本", "\0"], jti => scene.AskProofAsync(proof => proof.Claims["jti"] = jti));
    }

    [Fact]
    public async Task Htm_is_the_method_in_its_case()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_htm_mismatch", ["get", "Get", "POST", "", "GET ", "HEAD"], htm => scene.AskProofAsync(proof => proof.Claims["htm"] = htm));
        string token = scene.BoundToken();
        await AllAsync(
            Allowed,
            ["GET", "POST", "get", "X-Custom"],
            method => scene.AskAsync(scene.DPoP(token, scene.Proof(token, proof => proof.Claims["htm"] = method)) with { Method = method }));
    }

    [Fact]
    public async Task Ath_is_the_hash_of_this_very_token()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string right = DPoPProof.HashOf(token);
        string[] wrong =
        [
            "", right[..42], right + "=", right + "A", right.ToUpperInvariant(), " " + right, DPoPProof.HashOf("DPoP " + token), DPoPProof.HashOf(scene.BoundToken()),
            Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(token))),
        ];
        await AllAsync("proof_ath_mismatch", wrong, ath => scene.AskAsync(scene.DPoP(token, scene.Proof(token, proof => proof.Claims["ath"] = ath))));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, scene.Proof(token)))).Outcome);
    }

    [Fact]
    public async Task A_key_that_the_token_is_not_bound_to_is_refused_before_its_signature_is_looked_at()
    {
        Scene scene = await World.SceneAsync();
        TestKey other = TestKey.Create();
        Assert.Equal("token_binding_mismatch", (await scene.AskProofAsync(key: other)).Outcome);
        Assert.Equal("token_binding_mismatch", (await scene.AskProofAsync(proof => proof.EditSignature = _ => new byte[64], key: other)).Outcome);
    }

    [Fact]
    public async Task Another_keys_signature_is_refused()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("proof_signature_invalid", (await scene.AskProofAsync(proof => proof.SigningKey = TestKey.Create())).Outcome);
    }

    [Fact]
    public async Task A_proof_comes_with_method_and_URL_or_nothing_is_judged()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Ask ask = scene.DPoP(token, scene.Proof(token));
        Assert.Equal("proof_request_missing", (await scene.AskAsync(ask with { Url = null })).Outcome);
        Assert.Equal("proof_request_missing", (await scene.AskAsync(ask with { Method = null })).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(scene.Token()) with { Method = null, Url = null })).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
    }

    [Fact]
    public async Task Claims_that_nobody_understands_are_ignored()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof =>
        {
            proof.Claims["aud"] = "https://other.test";
            proof.Claims["iss"] = "me";
            proof.Header["kid"] = "me";
        })).Outcome);
    }

    private static Task<Answered> AskAsync(Scene scene, TestKey key)
    {
        string token = scene.Token(t => t.BoundTo(key));
        return scene.AskAsync(scene.DPoP(token, scene.Proof(token, key: key)));
    }
}
