using System.Text;
using System.Text.Json.Nodes;
using Verifier.AccessTokens;
using Verifier.DPoP;
using Verifier.Jose;
using Verifier.Nonces;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Conformance.Vectors;

/// <summary>The RFCs' own examples: of RFC 9449 at their own time, of RFC 7515, 7517 and 7638 as far as an issuer can publish them.</summary>
public abstract class VectorSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public void The_proof_of_RFC_9449_section_7_1_verifies_at_its_own_time()
        => Assert.Equal(Reason.None, Judge(RfcProofs.ResourceRequest, "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime));

    [Fact]
    public void It_does_not_at_another_time_for_another_request_token_or_key()
    {
        const string Proof = RfcProofs.ResourceRequest;
        Assert.Equal(Reason.ProofIatTooOld, Judge(Proof, "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime + 301));
        Assert.Equal(Reason.ProofIatFuture, Judge(Proof, "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime - 31));
        Assert.Equal(Reason.ProofHtmMismatch, Judge(Proof, "POST", RfcProofs.ResourceUrl, RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime));
        Assert.Equal(Reason.ProofHtuMismatch, Judge(Proof, "GET", RfcProofs.ResourceUrl + "s", RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime));
        Assert.Equal(Reason.ProofAthMismatch, Judge(Proof, "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken + "x", RfcProofs.Thumbprint, RfcProofs.ResourceTime));
        Assert.Equal(Reason.TokenBindingMismatch, Judge(Proof, "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken, TestKey.Shared().Thumbprint, RfcProofs.ResourceTime));
        Assert.Equal(Reason.ProofSignatureInvalid, Judge(Jws.Tamper(Proof, claims => claims["jti"] = "x"), "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime));
    }

    [Theory]
    [InlineData(RfcProofs.TokenRequest)]
    [InlineData(RfcProofs.ResourceRequest)]
    public void The_proofs_of_RFC_9449_are_signed_by_the_key_of_section_6_1(string proof)
    {
        Assert.Equal(Reason.None, UnverifiedProof.TryRead(proof, out UnverifiedProof? read));
        Assert.Equal(RfcProofs.Thumbprint, read!.Key.Thumbprint);
        Assert.True(new SignatureKey(read.Key).Verify(read.Algorithm, read.SigningInput, read.Signature));
        read.Signature[40] ^= 1;
        Assert.False(new SignatureKey(read.Key).Verify(read.Algorithm, read.SigningInput, read.Signature));
    }

    [Fact]
    public void Cut_re_cased_padded_or_with_a_doubled_member_it_does_not()
    {
        const string Proof = RfcProofs.ResourceRequest;
        string[] parts = Proof.Split('.');
        string header = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0]));
        List<string> changed =
        [
            .. Enumerable.Range(0, Proof.Length).Select(length => Proof[..length]),
            .. Enumerable.Range(0, Proof.Length).Where(i => char.IsAsciiLetter(Proof[i])).Select(i => $"{Proof[..i]}{(char)(Proof[i] ^ 0x20)}{Proof[(i + 1)..]}"),
            .. ((string[])["=", "==", " ", "\n", ".", "A"]).SelectMany(addition => ((int[])[0, parts[0].Length, Proof.Length]).Select(at => Proof.Insert(at, addition))),
            $"{Jws.Encode(Encoding.UTF8.GetBytes(header.Replace("\"alg\"", "\"\\u0061lg\":\"none\",\"alg\"", StringComparison.Ordinal)))}.{parts[1]}.{parts[2]}",
        ];
        Assert.All(changed, one => Assert.NotEqual(Reason.None, Judge(one, "GET", RfcProofs.ResourceUrl, RfcProofs.AccessToken, RfcProofs.Thumbprint, RfcProofs.ResourceTime)));
    }

    [Theory]
    [InlineData(RfcTokens.Rs256Key, RfcTokens.Rs256)]
    [InlineData(RfcTokens.Es256Key, RfcTokens.Es256)]
    public void The_tokens_of_RFC_7515_appendix_A_are_signed_by_their_keys_alone(string jwk, string text)
    {
        Assert.Equal(Reason.None, UnverifiedToken.TryRead(text, out UnverifiedToken? token));
        Assert.Equal("joe", token!.Issuer);
        Assert.True(token.IsSignedBy(KeyOf(jwk)));
        Assert.False(token.IsSignedBy(KeyOf(RfcKeySets.AppendixA[0])));
        Assert.Equal(Reason.None, UnverifiedToken.TryRead(Jws.Tamper(text, claims => claims["exp"] = 4_000_000_000), out UnverifiedToken? tampered));
        Assert.False(tampered!.IsSignedBy(KeyOf(jwk)));
    }

    [Fact]
    public async Task The_thumbprint_of_RFC_7638_section_3_1_binds_a_token_to_its_key()
    {
        // Nobody has its private part: the last check is as far as a proof gets.
        Scene scene = await World.SceneAsync();
        string token = scene.Token(t => t.BoundTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
        string WithKey(Action<JsonNode> change) => scene.Proof(
            token,
            proof =>
            {
                JsonNode jwk = JsonNode.Parse(RfcKeySets.AppendixA[0])!;
                change(jwk);
                proof.Header["jwk"] = jwk;
            },
            key: TestKey.Shared("RS256"));

        Assert.Equal("proof_signature_invalid", (await scene.AskAsync(scene.DPoP(token, WithKey(_ => { })))).Outcome);
        Assert.Equal("proof_signature_invalid", (await scene.AskAsync(scene.DPoP(token, WithKey(jwk => jwk["kid"] = "else")))).Outcome);
        Assert.Equal("token_binding_mismatch", (await scene.AskAsync(scene.DPoP(token, WithKey(jwk => jwk["e"] = "Aw")))).Outcome);
    }

    [Fact]
    public void The_proof_for_the_token_endpoint_has_no_ath_and_is_none_for_a_resource()
        => Assert.Equal(Reason.ProofClaimMissing, Judge(RfcProofs.TokenRequest, "POST", "https://server.example.com/token", RfcProofs.AccessToken, RfcProofs.Thumbprint, 1562262616));

    [Fact]
    public async Task The_proof_of_RFC_9449_stolen_from_its_pages_opens_nothing()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token(t => t.BoundTo(RfcProofs.Thumbprint));
        Assert.Equal("proof_iat_too_old", (await scene.AskAsync(scene.DPoP(token, RfcProofs.ResourceRequest) with { Url = RfcProofs.ResourceUrl })).Outcome);
    }

    [Fact]
    public async Task A_key_set_with_the_keys_of_RFC_7517_appendix_A_serves_its_issuers_own_key()
    {
        LoopbackIssuer server = await World.IssuerAsync();
        server.Issuer.EditJwks = set =>
        {
            foreach (string key in RfcKeySets.AppendixA)
            {
                set["keys"]!.AsArray().Insert(0, JsonNode.Parse(key));
            }
        };
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token =>
        {
            token.Header["alg"] = "RS256";
            token.Header["kid"] = "2011-04-29";
            token.SigningKey = TestKey.Shared("RS256");
        })).Outcome);
        Assert.Equal("key_unusable", (await scene.AskBearerAsync(token => token.Header["kid"] = "1")).Outcome);
    }

    [Theory]
    [InlineData("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "token_alg_not_allowed")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.", "token_alg_not_allowed")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q", "issuer_unknown")]
    public async Task The_tokens_of_RFC_7515_appendix_A_and_RFC_7519_section_6_1_are_refused_for_what_they_are(string token, string reason)
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(reason, (await scene.AskAsync(scene.Bearer(token))).Outcome);
    }

    private static SignatureKey KeyOf(string jwk)
    {
        Assert.Equal(JwkFault.None, PublicJwk.TryRead(Encoding.UTF8.GetBytes(jwk), out PublicJwk? read));
        return new SignatureKey(read!);
    }

    private static Reason Judge(string proof, string method, string url, string accessToken, string thumbprint, long now)
    {
        byte[] settings = Encoding.UTF8.GetBytes("""{"issuers":["https://server.example.com"],"audiences":["https://resource.example.org"]}""");
        Assert.True(TenantPolicy.TryCreate("rfc", settings, new FetchRules(false), out TenantPolicy? policy, out _));
        AccessRequest request = new() { DPoP = HeaderField.From(proof), Method = method, Url = url };
        TenantSnapshot tenant = new(policy, 1, RevocationSet.Empty, NonceRing.Create(now));
        AccessToken token = new() { Tenant = policy.Name, Issuer = "https://server.example.com", Thumbprint = thumbprint };
        Reason reason = ProofVerifier.Verify(new ProofDemand(request, tenant, token, TokenHash.Of(accessToken), now), new BoundedCache<string, ProofKey>(16), out ProofClaims? claims);
        Assert.Equal(reason == Reason.None, claims is not null);
        return reason;
    }
}
