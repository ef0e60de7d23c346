using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.AccessTokens;

/// <summary>Tokens bound to a key (RFC 9449 section 6) or a certificate (RFC 8705 section 3).</summary>
public abstract class BindingSuite(Stage stage) : VerifierSuite(stage)
{
    [Theory]
    [InlineData("disabled")]
    [InlineData("allowed")]
    public async Task A_bound_token_never_passes_as_Bearer(string mode)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["mode"] = mode });
        Assert.Equal("token_bound_as_bearer", (await scene.AskAsync(scene.Bearer(scene.BoundToken()))).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task A_bound_token_that_was_seen_with_its_proof_still_does_not_pass_as_Bearer()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, scene.Proof(token)))).Outcome);
        Assert.Equal("token_bound_as_bearer", (await scene.AskAsync(scene.Bearer(token))).Outcome);
    }

    [Fact]
    public async Task A_tenant_that_migrates_may_take_bound_tokens_as_Bearer()
    {
        Scene scene = await World.SceneAsync(settings => settings["acceptBoundTokensAsBearer"] = true);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(scene.BoundToken()))).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync()).Outcome);
        Assert.Equal("certificate_missing", (await scene.AskBearerAsync(token => token.BindTo(Certificates.Create()))).Outcome);
    }

    [Fact]
    public async Task A_token_that_is_not_bound_does_not_pass_with_a_proof()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token();
        Assert.Equal("token_not_bound", (await scene.AskAsync(scene.DPoP(token, scene.Proof(token)))).Outcome);
    }

    [Fact]
    public async Task A_token_bound_to_a_certificate_needs_that_certificate()
    {
        Scene scene = await World.SceneAsync();
        byte[] certificate = Certificates.Create();
        Ask ask = scene.Bearer(scene.Token(token => token.BindTo(certificate)));
        Assert.Equal(Allowed, (await scene.AskAsync(ask with { ClientCertificate = certificate })).Outcome);
        Assert.Equal("certificate_missing", (await scene.AskAsync(ask)).Outcome);
        Assert.Equal("certificate_mismatch", (await scene.AskAsync(ask with { ClientCertificate = Certificates.Create() })).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(scene.Token()) with { ClientCertificate = certificate })).Outcome);
    }

    [Fact]
    public async Task A_token_bound_to_both_needs_both()
    {
        Scene scene = await World.SceneAsync();
        byte[] certificate = Certificates.Create();
        string token = scene.BoundToken(t => t.BindTo(certificate));
        Ask Asking(byte[]? shown) => scene.DPoP(token, scene.Proof(token)) with { ClientCertificate = shown };

        Assert.Equal(Allowed, (await scene.AskAsync(Asking(certificate))).Outcome);
        Assert.Equal("certificate_missing", (await scene.AskAsync(Asking(null))).Outcome);
        Assert.Equal("certificate_mismatch", (await scene.AskAsync(Asking(Certificates.Create()))).Outcome);
        Assert.Equal("token_bound_as_bearer", (await scene.AskAsync(scene.Bearer(token) with { ClientCertificate = certificate })).Outcome);
        Assert.Equal("token_binding_mismatch", (await scene.AskAsync(Asking(certificate) with { DPoP = [scene.Proof(token, key: TestKey.Create())] })).Outcome);
    }

    [Fact]
    public async Task A_binding_that_cannot_be_checked_is_refused_and_not_overlooked()
    {
        Scene scene = await World.SceneAsync();
        string jkt = scene.Key.Thumbprint;
        await AllAsync(
            "token_claim_invalid",
            [
                "null", "1", "\"jkt\"", "[]", "{}", "{\"kid\":\"x\"}", "{\"jwk\":{}}", "{\"jkt\":null}", "{\"jkt\":1}", "{\"jkt\":\"\"}", $"{{\"jkt\":\"{jkt[..42]}\"}}",
                $"{{\"jkt\":\"{jkt}=\"}}",
                $"{{\"jkt\":[\"{jkt}\"]}}", $"{{\"jkt\":\"{jkt}\",\"x5t#S256\":null}}", $"{{\"x5t#S256\":\"{jkt[..42]}\"}}", $"{{\"JKT\":\"{jkt}\"}}",
            ],
            cnf => scene.AskBearerAsync(token => token.Claims["cnf"] = JsonNode.Parse(cnf)));
    }

    [Fact]
    public async Task Other_members_of_cnf_are_ignored()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token(t => t.Claims["cnf"] = new JsonObject { ["kid"] = "x", ["jkt"] = scene.Key.Thumbprint, ["osc"] = new JsonArray(1) });
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, scene.Proof(token)))).Outcome);
    }

    [Fact]
    public async Task A_certificate_thumbprint_is_over_the_DER_and_by_SHA_256()
    {
        Scene scene = await World.SceneAsync();
        byte[] certificate = Certificates.Create();
        string pem = Jws.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", certificate))));
        Ask ask = scene.Bearer(scene.Token(token => token.Claims["cnf"] = new JsonObject { ["x5t#S256"] = pem }));
        Assert.Equal("certificate_mismatch", (await scene.AskAsync(ask with { ClientCertificate = certificate })).Outcome);
        Ask sha1 = scene.Bearer(scene.Token(token => token.Claims["cnf"] = new JsonObject { ["x5t"] = Jws.Encode(SHA256.HashData(certificate).AsSpan(0, 20)) }));
        Assert.Equal("token_claim_invalid", (await scene.AskAsync(sha1 with { ClientCertificate = certificate })).Outcome);
    }
}
