using System.Net;
using System.Security.Cryptography;
using Verifier.AspNetCore.Tests.ForwardAuth;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Conformance;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>What Envoy gets back, and what of it a client and an upstream see.</summary>
public sealed class EnvoyAnswerTests : IAsyncLifetime
{
    private static readonly string[] Identity = ["x-auth-tenant", "x-auth-subject", "x-auth-client", "x-auth-scopes", "x-auth-issuer"];

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await EnvoyCalls.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_good_token_is_answered_with_who_is_there()
    {
        CheckAnswer answer = await _host.CheckAsync(_host.EnvoyBearer(token => (token.Claims["sub"], token.Claims["scope"]) = ("Zoë", "write:orders read:orders")).For(("tenant", "acme"), ("scope", "read:orders")));

        Assert.True(answer.Passes);
        Assert.Equal(["acme", "Zo%C3%AB", "client-1", "write:orders read:orders", _host.Issuer.Url], Identity.Select(answer.Header));
        Assert.Equal(["x-auth-claims"], answer.Removed);
        Assert.Empty(answer.ForClient);
    }

    [Fact]
    public async Task The_clients_own_identity_headers_survive_for_no_token_because_every_one_is_always_overwritten()
    {
        CheckCall call = _host.EnvoyBearer(token => Array.ForEach(["sub", "scope", "client_id"], name => token.Claims.Remove(name)));
        CheckAnswer answer = await _host.CheckAsync(call with { Headers = [.. call.Headers, .. Identity.Append("x-auth-claims").Select(name => (name, "forged"))] });

        Assert.True(answer.Passes);
        Assert.Equal(["acme", "", "", "", _host.Issuer.Url], Identity.Select(answer.Header));
        Assert.All(answer.Headers, header => Assert.True(header.Overwrites, header.Name));
        Assert.Equal(["x-auth-claims"], answer.Removed);
    }

    [Fact]
    public async Task Claims_are_sent_where_they_are_asked_for_and_their_header_is_not_removed_again()
    {
        CheckAnswer answer = await _host.CheckAsync(_host.EnvoyBearer().For(("claims", "true")));

        Assert.NotEmpty(answer.Header("x-auth-claims"));
        Assert.Empty(answer.Removed);
        CheckAnswer tooLong = await _host.CheckAsync(_host.EnvoyBearer(token => token.Claims["note"] = new string('x', 5000)).For(("claims", "true")));
        Assert.Equal((403, false), (tooLong.Status, tooLong.Passes));
    }

    [Fact]
    public async Task A_bound_token_passes_with_its_proof_for_the_url_that_the_client_used_and_once()
    {
        CheckCall call = _host.EnvoyBound(TestKey.Shared());

        Assert.True((await _host.CheckAsync(call)).Passes);
        CheckAnswer again = await _host.CheckAsync(call);
        Assert.Equal((401, "invalid_dpop_proof"), (again.Status, (string?)again.Json()["error"]));
        Assert.Equal(401, (await _host.CheckAsync(_host.EnvoyBound(TestKey.Shared(), "https://api.test" + EnvoyCalls.Path))).Status);
        Assert.True((await _host.CheckAsync(_host.EnvoyBound(TestKey.Shared()) with { IsRaw = true })).Passes);
    }

    [Fact]
    public async Task Without_credentials_the_client_gets_the_answer_of_the_http_way_with_both_challenges_in_one_line()
    {
        CheckAnswer answer = await _host.CheckAsync(new CheckCall());
        RawCall http = await _host.AuthAsync(ProxiedCalls.Forwarded());

        Assert.Equal((401, 16, 0), (answer.Status, answer.Code, answer.Grpc));
        Assert.Equal(http.Header("WWW-Authenticate"), answer.Header("www-authenticate"));
        Assert.Equal(("no-store", "application/problem+json"), (answer.Header("cache-control"), answer.Header("content-type")));
        Assert.Equal((401, "Unauthorized"), ((int)answer.Json()["status"]!, (string?)answer.Json()["title"]));
        Assert.All(answer.Headers, header => Assert.True(header.Overwrites, header.Name));
    }

    [Fact]
    public async Task What_the_contract_answers_with_400_is_401_here_as_on_the_http_way()
    {
        CheckAnswer answer = await _host.CheckAsync(new CheckCall().With("authorization", "Bearer a b"));

        Assert.Equal((401, "invalid_request"), (answer.Status, (string?)answer.Json()["error"]));
    }

    [Fact]
    public async Task A_missing_scope_is_403_with_its_challenge()
    {
        CheckAnswer answer = await _host.CheckAsync(_host.EnvoyBearer().For(("scope", "delete:orders")));

        Assert.Equal((403, 7), (answer.Status, answer.Code));
        Assert.Contains("scope=\"delete:orders\"", answer.Header("www-authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_it_is_503_and_says_when_to_come_back()
    {
        await _host.Issuer.DisposeAsync();

        CheckAnswer answer = await _host.CheckAsync(_host.EnvoyBearer());

        Assert.Equal((503, 14, "temporarily_unavailable"), (answer.Status, answer.Code, (string?)answer.Json()["error"]));
        Assert.True(int.Parse(answer.Header("retry-after"), null) > 0);
    }

    [Fact]
    public async Task A_nonce_is_asked_for_and_replaced_along_with_the_upstreams_answer_when_it_is_ageing()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(("Verifier:Tenants:acme:dpop:nonce", "required"));

        CheckAnswer asked = await host.CheckAsync(host.EnvoyBound(TestKey.Shared()));
        Assert.Equal((401, "use_dpop_nonce"), (asked.Status, (string?)asked.Json()["error"]));
        Assert.Equal("DPoP-Nonce, WWW-Authenticate", asked.Header("access-control-expose-headers"));

        string nonce = asked.Header("dpop-nonce");
        Assert.Empty((await host.CheckAsync(host.EnvoyBound(TestKey.Shared(), nonce: nonce))).ForClient);

        host.Clock.Advance(TimeSpan.FromSeconds(200));
        CheckAnswer ageing = await TestHost.AnsweredAsync(() => host.CheckAsync(host.EnvoyBound(TestKey.Shared(), nonce: nonce)), answer => answer.Status);
        Assert.True(ageing.Passes);
        Assert.Equal(["access-control-expose-headers", "dpop-nonce"], ageing.ForClient.Select(header => header.Name).Order());

        // The upstream's own list of exposed headers stays.
        Assert.Equal([(null, 0), (false, 2)], ageing.ForClient.OrderBy(header => header.Name).Select(header => (header.Append, header.Action)));
        Assert.NotEqual(nonce, ageing.ForClient.Single(header => header.Name == "dpop-nonce").Value);
    }

    [Fact]
    public async Task The_tenant_is_the_one_of_the_host_and_its_public_origin_stands_in_for_scheme_and_host()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(
            ("Verifier:Tenants:acme:publicOrigin", "https://acme.test"), ("Verifier:Tenants:other:issuers:0", "https://login.other.test/"), ("Verifier:Tenants:other:audiences:0", TestHost.Audience),
            ("Verifier:Tenants:other:publicOrigin", "https://other.test"));

        Assert.Equal("acme", (await host.CheckAsync(host.EnvoyBearer() with { Host = "acme.test" })).Header("x-auth-tenant"));
        Assert.Equal(401, (await host.CheckAsync(host.EnvoyBearer() with { Host = "other.test" })).Status);
        Assert.True((await host.CheckAsync((host.EnvoyBound(TestKey.Shared(), "https://acme.test/orders") with { Host = "10.0.0.7:8080", Scheme = "http" }).For(("tenant", "acme")))).Passes);
    }

    [Fact]
    public async Task A_token_bound_to_a_certificate_passes_with_the_one_that_Envoy_saw_and_with_no_other()
    {
        byte[] certificate = Certificates.Create();
        CheckCall call = _host.EnvoyBearer(token => token.BindTo(certificate));

        Assert.True((await _host.CheckAsync(call with { Certificate = Encoded(certificate) })).Passes);
        Assert.Equal(401, (await _host.CheckAsync(call with { Certificate = Encoded(Certificates.Create()) })).Status);
        Assert.Equal(401, (await _host.CheckAsync(call)).Status);

        // A header is anybody's word.
        Assert.Equal(401, (await _host.CheckAsync(call.With("x-forwarded-client-cert", $"Cert=\"{Encoded(certificate)}\"").With("client-cert", Encoded(certificate)))).Status);

        // As Envoy encodes it.
        static string Encoded(byte[] certificate) => Uri.EscapeDataString(PemEncoding.WriteString("CERTIFICATE", certificate) + "\n");
    }

    [Fact]
    public async Task A_decision_is_counted_and_logged_once_as_any_other()
    {
        CheckAnswer answer = await _host.CheckAsync(new CheckCall());

        string decision = (string)answer.Json()["decisionId"]!;
        Assert.Contains(decision, Assert.Single(_host.Logs.Of("Verifier.AspNetCore.Protection.RefusalWriter")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Envoy_asks_over_the_same_connection_again_and_again_and_at_once()
    {
        using HttpClient http = new();
        byte[] frame = EnvoyCalls.Frame(_host.EnvoyBearer().ToMessage());

        CheckAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => EnvoyCalls.SendAsync(http, EnvoyCalls.Address(_host.App), frame)));

        Assert.All(answers, answer => Assert.True(answer.Passes));
    }

    [Fact]
    public async Task Content_types_of_gRPC_are_understood_and_no_other_is_answered_with_200()
    {
        byte[] frame = EnvoyCalls.Frame(_host.EnvoyBearer().ToMessage());
        Uri address = EnvoyCalls.Address(_host.App);

        Assert.True((await EnvoyCalls.SendAsync(address, frame, "application/grpc+proto")).Passes);
        foreach (string other in (string[])["application/grpc-web", "application/grpc+json", "application/grpcx", "application/json", "text/plain"])
        {
            CheckAnswer answer = await EnvoyCalls.SendAsync(address, frame, other);
            Assert.Equal(((int)HttpStatusCode.UnsupportedMediaType, (int?)null), (answer.Http, answer.Grpc));
        }
    }
}
