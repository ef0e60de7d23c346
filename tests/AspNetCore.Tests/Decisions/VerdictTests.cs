using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Decisions;

/// <summary>What <c>POST /v1/verify</c> answers to a document that it understands.</summary>
public sealed class VerdictTests : IAsyncLifetime
{
    private const string Url = "https://api.test/orders";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_allowed_bearer_token_is_answered_with_the_members_of_the_contract_in_their_order()
    {
        string token = _host.Issuer.Issuer.Token();
        using HttpResponseMessage response = await _host.VerifyAsync(new JsonObject { ["authorization"] = $"Bearer {token}", ["scopes"] = new JsonArray("read:orders") });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        JsonObject answer = await TestHost.ReadAsync(response);
        Assert.Equal(["allowed", "decisionId", "tenant", "scheme", "issuer", "subject", "clientId", "scopes", "claims", "headers"], answer.Select(member => member.Key));
        Assert.True((bool?)answer["allowed"]);
        Assert.Matches("^[0-9a-f]{32}$", (string?)answer["decisionId"]);
        Assert.Equal("acme", (string?)answer["tenant"]);
        Assert.Equal("Bearer", (string?)answer["scheme"]);
        Assert.Equal(_host.Issuer.Url, (string?)answer["issuer"]);
        Assert.Equal("user-1", (string?)answer["subject"]);
        Assert.Equal("client-1", (string?)answer["clientId"]);
        Assert.Equal("""["read:orders"]""", answer["scopes"]!.ToJsonString());
        Assert.Empty(answer["headers"]!.AsObject());
    }

    [Fact]
    public async Task Claims_keep_their_json_types()
    {
        string token = _host.Issuer.Issuer.Token(t =>
        {
            t.Claims["org"] = new JsonObject { ["id"] = 7, ["tags"] = new JsonArray("a", 1.5, true, null) };
            t.Claims["quote"] = "\"é<>&+";
        });

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {token}" });

        Assert.Equal("""{"id":7,"tags":["a",1.5,true,null]}""", answer["claims"]!["org"]!.ToJsonString());
        Assert.Equal("\"é<>&+", (string?)answer["claims"]!["quote"]);
    }

    [Fact]
    public async Task What_a_token_does_not_say_is_left_out()
    {
        string token = _host.Issuer.Issuer.Token(t =>
        {
            t.Claims.Remove("sub");
            t.Claims.Remove("client_id");
            t.Claims.Remove("scope");
        });

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {token}" });

        Assert.Equal(["allowed", "decisionId", "tenant", "scheme", "issuer", "scopes", "claims", "headers"], answer.Select(member => member.Key));
        Assert.Empty(answer["scopes"]!.AsArray());
    }

    [Fact]
    public async Task The_actor_and_the_delegation_chain_are_told()
    {
        string token = _host.Issuer.Issuer.Token(t => t.Claims["act"] = JsonNode.Parse("""{"sub":"agent-2","act":{"sub":"agent-1"}}"""));

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {token}" });

        Assert.Equal("agent-2", (string?)answer["actor"]);
        Assert.Equal("""["agent-2","agent-1"]""", answer["delegationChain"]!.ToJsonString());
    }

    [Fact]
    public async Task A_proof_passes_once_and_its_key_is_told()
    {
        TestKey key = TestKey.Create();
        string token = _host.Issuer.Issuer.Token(t => t.BoundTo(key));
        JsonObject document = Proven(token, DPoPProof.Create(key, "GET", Url, token, time: _host.Clock));

        JsonObject first = await _host.DecideAsync(document);
        JsonObject second = await _host.DecideAsync(document);

        Assert.Equal("DPoP", (string?)first["scheme"]);
        Assert.Equal(key.Thumbprint, (string?)first["jkt"]);
        Assert.False((bool?)second["allowed"]);
        Assert.Equal(401, (int?)second["status"]);
        Assert.Equal("invalid_dpop_proof", (string?)second["error"]);
        Assert.Equal("proof_replayed", (string?)second["reason"]);
    }

    [Fact]
    public async Task A_proof_sent_a_hundred_times_at_once_passes_once()
    {
        TestKey key = TestKey.Create();
        string token = _host.Issuer.Issuer.Token(t => t.BoundTo(key));
        JsonObject document = Proven(token, DPoPProof.Create(key, "GET", Url, token, time: _host.Clock));

        JsonObject[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _host.DecideAsync(document)));

        Assert.Single(answers, answer => (bool)answer["allowed"]!);
        Assert.Equal(99, answers.Count(answer => (string?)answer["reason"] == "proof_replayed"));
    }

    [Fact]
    public async Task A_refusal_is_answered_with_the_members_of_the_contract_in_their_order()
    {
        string token = _host.Issuer.Issuer.Token(t => t.EditSignature = signature =>
        {
            signature[0] ^= 1;
            return signature;
        });

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {token}" });

        Assert.Equal(["allowed", "decisionId", "status", "error", "errorDescription", "reason", "headers"], answer.Select(member => member.Key));
        Assert.False((bool?)answer["allowed"]);
        Assert.Equal(401, (int?)answer["status"]);
        Assert.Equal("invalid_token", (string?)answer["error"]);
        Assert.Equal("signature_invalid", (string?)answer["reason"]);
        Assert.Equal(["WWW-Authenticate"], answer["headers"]!.AsObject().Select(header => header.Key));
        JsonArray challenges = answer["headers"]!["WWW-Authenticate"]!.AsArray();
        Assert.StartsWith("Bearer error=\"invalid_token\", ", (string?)challenges[0], StringComparison.Ordinal);
        Assert.StartsWith("DPoP algs=\"", (string?)challenges[1], StringComparison.Ordinal);
        Assert.Equal(2, challenges.Count);
    }

    [Fact]
    public async Task A_request_without_credentials_is_answered_without_an_error()
    {
        JsonObject answer = await _host.DecideAsync(new JsonObject { ["tenant"] = "acme" });

        Assert.Equal(401, (int?)answer["status"]);
        Assert.False(answer.ContainsKey("error"));
        Assert.Equal("credentials_missing", (string?)answer["reason"]);
    }

    [Fact]
    public async Task Several_authorization_headers_are_never_narrowed_to_one()
    {
        string good = $"Bearer {_host.Issuer.Issuer.Token()}";

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = new JsonArray(good, good) });

        Assert.Equal(400, (int?)answer["status"]);
        Assert.Equal("authorization_multiple", (string?)answer["reason"]);
    }

    [Fact]
    public async Task A_missing_scope_is_403_with_a_challenge_that_names_it()
    {
        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {_host.Issuer.Issuer.Token()}", ["scopes"] = new JsonArray("write:orders") });

        Assert.Equal(403, (int?)answer["status"]);
        Assert.Equal("insufficient_scope", (string?)answer["error"]);
        Assert.Contains("scope=\"write:orders\"", (string?)answer["headers"]!["WWW-Authenticate"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_weak_authentication_is_answered_with_what_would_do()
    {
        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {_host.Issuer.Issuer.Token()}", ["acrValues"] = new JsonArray("urn:mfa") });

        Assert.Equal(401, (int?)answer["status"]);
        Assert.Equal("insufficient_user_authentication", (string?)answer["error"]);
        Assert.Contains("acr_values=\"urn:mfa\"", (string?)answer["headers"]!["WWW-Authenticate"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_bound_token_passes_with_its_certificate_alone()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256).CreateSelfSigned(_host.Clock.GetUtcNow(), _host.Clock.GetUtcNow().AddDays(1));
        string thumbprint = Convert.ToBase64String(SHA256.HashData(certificate.RawData)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        string token = _host.Issuer.Issuer.Token(t => t.Claims["cnf"] = new JsonObject { ["x5t#S256"] = thumbprint });
        JsonObject document = new() { ["authorization"] = $"Bearer {token}" };

        JsonObject without = await _host.DecideAsync(document);
        document["clientCertificate"] = certificate.ExportCertificatePem();
        JsonObject with = await _host.DecideAsync(document);

        Assert.Equal("certificate_missing", (string?)without["reason"]);
        Assert.True((bool?)with["allowed"]);
    }

    [Fact]
    public async Task An_issuer_that_is_down_is_503_with_a_time_to_come_back()
    {
        await _host.Issuer.TakeDownAsync();

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {_host.Issuer.Issuer.Token()}" });

        Assert.Equal(503, (int?)answer["status"]);
        Assert.Equal("temporarily_unavailable", (string?)answer["error"]);
        Assert.Equal("keys_unavailable", (string?)answer["reason"]);
        Assert.Matches("^[1-9][0-9]*$", (string?)answer["headers"]!["Retry-After"]![0]);
    }

    [Fact]
    public async Task A_nonce_is_sent_along_with_its_exposure_and_then_taken()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Tenants:acme:dpop:nonce", "required"));
        TestKey key = TestKey.Create();
        string token = host.Issuer.Issuer.Token(t => t.BoundTo(key));

        JsonObject challenge = await host.DecideAsync(Proven(token, DPoPProof.Create(key, "GET", Url, token, time: host.Clock)));

        Assert.Equal("use_dpop_nonce", (string?)challenge["error"]);
        JsonObject headers = challenge["headers"]!.AsObject();
        Assert.Equal(["WWW-Authenticate", "DPoP-Nonce", "Access-Control-Expose-Headers"], headers.Select(header => header.Key));
        Assert.StartsWith("DPoP ", (string?)Assert.Single(headers["WWW-Authenticate"]!.AsArray()), StringComparison.Ordinal);
        Assert.Equal("DPoP-Nonce, WWW-Authenticate", (string?)headers["Access-Control-Expose-Headers"]![0]);

        string nonce = (string)headers["DPoP-Nonce"]![0]!;
        JsonObject allowed = await host.DecideAsync(Proven(token, DPoPProof.Create(key, "GET", Url, token, nonce, time: host.Clock)));
        Assert.True((bool?)allowed["allowed"]);
        Assert.False(allowed["headers"]!.AsObject().ContainsKey("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_refusal_is_logged_by_its_id_and_without_its_credentials()
    {
        string token = _host.Issuer.Issuer.Token(t => t.Claims["sub"] = "somebody-secret");

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["tenant"] = "acme", ["authorization"] = $"Bearer {token}", ["scopes"] = new JsonArray("write:orders") });

        RecordedLogs.Line line = Assert.Single(_host.Logs.Lines, line => line.Text.Contains((string)answer["decisionId"]!, StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, line.Level);
        Assert.Contains("acme", line.Text, StringComparison.Ordinal);
        Assert.Contains("scope_missing", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains(token.Split('.')[1], StringComparison.Ordinal) || line.Text.Contains("somebody-secret", StringComparison.Ordinal));
    }

    private static JsonObject Proven(string token, string proof)
        => new() { ["authorization"] = $"DPoP {token}", ["dpop"] = proof, ["method"] = "GET", ["url"] = Url };
}
