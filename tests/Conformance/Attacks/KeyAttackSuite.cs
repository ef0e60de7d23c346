using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Attacks;

/// <summary>Attacks on the choice of the key: RFC 8725 sections 2.8 and 3.10, RFC 7515 section 10.</summary>
public abstract class KeyAttackSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task A_key_embedded_in_the_token()
    {
        Scene scene = await World.SceneAsync();
        TestKey mine = TestKey.Create();
        string good = scene.Issuer.CurrentKey.Kid;
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => Embed(token, mine, good))).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => Embed(token, mine, null))).Outcome);
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => Embed(token, mine, mine.Kid))).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Header["jwk"] = mine.PublicJwk)).Outcome);
    }

    [Fact]
    public async Task A_certificate_embedded_in_the_token()
    {
        Scene scene = await World.SceneAsync();
        TestKey mine = TestKey.Create();
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token =>
        {
            token.SigningKey = mine;
            token.Header["x5c"] = new JsonArray(Convert.ToBase64String(Certificates.Create()));
        })).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Header["x5c"] = new JsonArray("nonsense"))).Outcome);
    }

    [Theory]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task A_URL_of_the_attackers_key_set(string member)
    {
        Scene scene = await World.SceneAsync();
        LoopbackIssuer attacker = await World.IssuerAsync();
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => token.SignedBy(attacker.Issuer.CurrentKey).Header[member] = attacker.Issuer.JwksUri)).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token =>
        {
            token.SigningKey = attacker.Issuer.CurrentKey;
            token.Header[member] = attacker.Issuer.JwksUri;
        })).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Header[member] = attacker.Issuer.JwksUri)).Outcome);
        Assert.Equal((0, 0), (attacker.JwksFetches, attacker.DiscoveryFetches));
    }

    [Fact]
    public async Task A_URL_of_the_attackers_key_set_in_a_proof()
    {
        Scene scene = await World.SceneAsync();
        LoopbackIssuer attacker = await World.IssuerAsync();
        Assert.Equal("proof_jwk_invalid", (await scene.AskProofAsync(proof =>
        {
            _ = proof.Header.Remove("jwk");
            proof.Header["jku"] = attacker.Issuer.JwksUri;
            proof.Header["kid"] = attacker.Issuer.CurrentKey.Kid;
        })).Outcome);
        Assert.Equal((0, 0), (attacker.JwksFetches, attacker.DiscoveryFetches));
    }

    [Fact]
    public async Task An_issuer_that_nobody_trusts_is_never_asked_for_its_keys()
    {
        Scene scene = await World.SceneAsync();
        LoopbackIssuer attacker = await World.IssuerAsync();
        string token = attacker.Issuer.Token(t => t.Claims["aud"] = Scene.Audience);
        Assert.Equal("issuer_unknown", (await scene.AskAsync(scene.Bearer(token))).Outcome);
        Assert.Equal("issuer_unknown", (await scene.AskAsync(scene.Bearer(token) with { Tenant = null })).Outcome);
        Assert.Equal((0, 0), (attacker.JwksFetches, attacker.DiscoveryFetches));
    }

    [Fact]
    public async Task An_injection_by_kid()
    {
        Scene scene = await World.SceneAsync();
        string[] kids =
        [
            "", " ", "../../../../etc/passwd", "/dev/null", "file:///etc/passwd", "http://169.254.169.254/", "' OR '1'='1", "1; DROP TABLE keys", "$(id)", "`id`", "|id",
            "\0", "a\0b", "*", "%00", "{{7*7}}", "${jndi:ldap://x}",
            "__proto__", "constructor", new string('k', 10_000),
        ];
        await AllAsync("key_unknown", kids, kid => scene.AskBearerAsync(token => token.Header["kid"] = kid));
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task Another_issuers_key_of_the_same_kid()
    {
        LoopbackIssuer honest = await World.IssuerAsync(TestKey.Create(kid: "key-1"));
        LoopbackIssuer rogue = await World.IssuerAsync(TestKey.Create(kid: "key-1"));
        Scene scene = await World.SceneAsync(settings => settings["issuers"]!.AsArray().Add(rogue.Url), honest);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(rogue.Issuer.Token(token => token.Claims["aud"] = Scene.Audience)))).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.SigningKey = rogue.Issuer.CurrentKey)).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task Another_tenants_issuer_in_the_name_of_ours()
    {
        LoopbackIssuer theirs = await World.IssuerAsync();
        Scene other = await World.SceneAsync(server: theirs);
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await other.AskBearerAsync()).Outcome);
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => token.SignedBy(theirs.Issuer.CurrentKey))).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.SigningKey = theirs.Issuer.CurrentKey)).Outcome);
        Assert.Equal("issuer_unknown", (await scene.AskAsync(scene.Bearer(other.Token()))).Outcome);
    }

    [Fact]
    public async Task The_proofs_key_as_the_issuers()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("key_unknown", (await scene.AskBearerAsync(token => token.SignedBy(scene.Key))).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => Embed(token, scene.Key, null))).Outcome);
    }

    [Fact]
    public async Task A_token_of_another_kind()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Assert.Equal("token_typ_not_allowed", (await scene.AskAsync(scene.Bearer(scene.Proof(token)))).Outcome);
        Assert.Equal("proof_typ", (await scene.AskAsync(scene.DPoP(token, token))).Outcome);
        Assert.Equal("token_typ_not_allowed", (await scene.AskBearerAsync(t => t.Claims["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() })).Outcome);
        Assert.Equal("token_typ_not_allowed", (await scene.AskBearerAsync(t =>
        {
            t.Header["typ"] = "JWT";
            t.Claims["at_hash"] = "x";
            t.Claims["nonce"] = "x";
        })).Outcome);
    }

    [Fact]
    public async Task A_proof_for_another_token()
    {
        Scene scene = await World.SceneAsync();
        string mine = scene.BoundToken();
        string stolen = scene.BoundToken(token => token.Claims["sub"] = "victim");
        string proof = scene.Proof(mine);
        Assert.Equal("proof_ath_mismatch", (await scene.AskAsync(scene.DPoP(stolen, proof))).Outcome);
        Assert.Equal("proof_claim_missing", (await scene.AskAsync(scene.DPoP(stolen, scene.Proof(stolen, p => p.Claims.Remove("ath"))))).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(mine, proof))).Outcome);
    }

    [Fact]
    public async Task A_stolen_token_with_a_proof_by_the_thiefs_key()
    {
        Scene scene = await World.SceneAsync();
        TestKey thief = TestKey.Create();
        string stolen = scene.BoundToken();
        Assert.Equal("token_binding_mismatch", (await scene.AskAsync(scene.DPoP(stolen, scene.Proof(stolen, key: thief)))).Outcome);
        Assert.Equal("proof_signature_invalid", (await scene.AskAsync(scene.DPoP(stolen, scene.Proof(stolen, proof => proof.Header["jwk"] = scene.Key.PublicJwk, key: thief)))).Outcome);
        Assert.Equal("token_bound_as_bearer", (await scene.AskAsync(scene.Bearer(stolen))).Outcome);
    }

    private static void Embed(JwtSpec token, TestKey key, string? kid)
    {
        token.SigningKey = key;
        token.Header["jwk"] = key.PublicJwk;
        if (kid is null)
        {
            _ = token.Header.Remove("kid");
        }
        else
        {
            token.Header["kid"] = kid;
        }
    }
}
