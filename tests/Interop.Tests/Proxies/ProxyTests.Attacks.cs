using System.Net;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Proxies;

/// <content>What a client may try through the proxy, or around it.</content>
public abstract partial class ProxyTests
{
    [SkippableFact]
    public async Task The_clients_own_identity_headers_never_reach_the_API()
    {
        var token = _fixture.Issuer.Issuer.Token(spec => _ = spec.Claims.Remove("sub") & spec.Claims.Remove("client_id"));
        using var request = _fixture.Request("/orders", token);
        foreach (var name in (string[])[.. Identity, "X-Auth-Claims", "x-auth-subject", "X_Auth_Subject", "X_Auth_Claims"])
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, "forged"));
        }

        var arrival = await PassAsync(request);

        Assert.Equal(["acme", "", "", "read:orders", _fixture.Issuer.Url], Identity.Select(arrival.Header));
        Assert.DoesNotContain(arrival.Headers, header => header.Value.Contains("forged", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_clients_own_query_is_no_policy()
    {
        var token = _fixture.Issuer.Issuer.Token();
        foreach (var query in (string[])["?scope=read:orders", "?tenant=acme&scope=read:orders", "?tenant=acme", "?claims=true", "?x=1", "?"])
        {
            using var answer = await SendAsync(_fixture.Request($"/admin/users{query}", token));
            AssertRefused(answer, HttpStatusCode.Forbidden);
        }

        var arrival = await PassAsync(_fixture.Request("/orders?tenant=nobody&scope=admin&claims=true", token));
        Assert.Equal(("acme", ""), (arrival.Header("X-Auth-Tenant"), arrival.Header("X-Auth-Claims")));
    }

    [SkippableFact]
    public async Task Forwarded_headers_of_the_clients_own_change_nothing()
    {
        using var request = _fixture.Bound("/orders", TestKey.Shared());
        foreach (var (name, value) in ((string, string)[])
            [
                ("X-Forwarded-Method", "POST"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Uri", "/admin"), ("X-Forwarded-For", "127.0.0.1"),
                ("X-Original-URL", "http://evil.test/"), ("X-Original-Method", "POST"), ("Forwarded", "host=evil.test"), ("X-Verifier-Secret", "forged"), ("X-Http-Method-Override", "DELETE"),
            ])
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        Assert.Equal("GET", (await PassAsync(request)).Method);
    }

    [SkippableFact]
    public async Task A_direct_call_that_fakes_the_forwarded_headers_is_refused()
    {
        var token = _fixture.Issuer.Issuer.Token();
        foreach (var secret in (string[])["", "X-Verifier-Secret: replace-this-by-32-random-characters-or-more-or-less"])
        {
            string[] lines =
            [
                "GET /v1/auth?tenant=acme HTTP/1.1", "Host: verifier", $"Authorization: Bearer {token}", "X-Forwarded-Method: GET", "X-Forwarded-Proto: http", "X-Forwarded-Host: api.acme.com", "X-Forwarded-Uri: /orders", secret,
            ];
            Assert.Equal(403, await RawRequest.SendAsync(_fixture.Verifier.Address, lines.Where(line => line.Length > 0)));
        }

        foreach (var path in (string[])["/v1/auth", "/v1/auth?tenant=acme", "/_verifier/orders", "/v1/tenants"])
        {
            using var answer = await SendAsync(_fixture.Request(path, token));
            AssertRefused(answer, HttpStatusCode.NotFound);
        }
    }

    [SkippableFact]
    public async Task A_second_token_or_proof_is_not_hidden_behind_the_first()
    {
        using var bound = _fixture.Bound("/orders", TestKey.Shared());
        var (authorization, proof) = ($"Authorization: {bound.Headers.Authorization}", $"DPoP: {bound.Headers.GetValues("DPoP").Single()}");
        string[] start = ["GET /orders HTTP/1.1", $"Host: 127.0.0.1:{_fixture.Proxy.Port}"];

        Assert.NotEqual(200, await RawRequest.SendAsync(_fixture.Proxy, [.. start, authorization, authorization, proof]));
        Assert.NotEqual(200, await RawRequest.SendAsync(_fixture.Proxy, [.. start, authorization, "Authorization: Bearer x", proof]));
        Assert.NotEqual(200, await RawRequest.SendAsync(_fixture.Proxy, [.. start, authorization, proof, "DPoP: x"]));
        Assert.Equal(_arrivals, _fixture.Api.Arrivals.Count);
        Assert.Equal(200, await RawRequest.SendAsync(_fixture.Proxy, [.. start, authorization, proof]));
    }

    [SkippableTheory]
    [InlineData("/orders/../admin/users")]
    [InlineData("/orders/%2e%2e/admin/users")]
    [InlineData("/orders/..%2fadmin/users")]
    [InlineData("/orders/..;/admin/users")]
    [InlineData("/orders/..%5cadmin/users")]
    [InlineData("//admin/users")]
    [InlineData("/orders\\..\\admin/users")]
    [InlineData("/orders#/../admin/users")]
    [InlineData("/admin/../orders")]
    public async Task A_path_that_the_API_may_read_otherwise_than_the_proxy_does_not_arrive(string target)
    {
        var status = await RawRequest.SendAsync(_fixture.Proxy, $"GET {target} HTTP/1.1", $"Host: 127.0.0.1:{_fixture.Proxy.Port}", $"Authorization: Bearer {_fixture.Issuer.Issuer.Token()}");

        Assert.True(status is 400 or 403 or 404, $"{status}");
        Assert.Equal(_arrivals, _fixture.Api.Arrivals.Count);
    }
}
