using System.Net;
using System.Net.Http.Json;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>What holds behind any proxy: clients see the verifier's answers, and the API sees only who has been let in.</summary>
public abstract partial class ProxyTests
{
    private static readonly string[] Identity = ["X-Auth-Tenant", "X-Auth-Subject", "X-Auth-Client", "X-Auth-Scopes", "X-Auth-Issuer"];

    private readonly ProxyFixture _fixture;
    private readonly int _arrivals;

    private protected ProxyTests(ProxyFixture fixture)
    {
        Skip.If(fixture.Missing is not null, fixture.Missing);
        _fixture = fixture;
        _arrivals = fixture.Api.Arrivals.Count;
    }

    public static TheoryData<string> Libraries => ["oauth4webapi", "openid-client"];

    [SkippableFact]
    public async Task Without_a_token_the_client_reads_both_challenges_in_one_line()
    {
        using var answer = await SendAsync(_fixture.Request("/orders"));

        AssertRefused(answer, HttpStatusCode.Unauthorized);
        Assert.Matches("^Bearer realm=\"api\", DPoP algs=\"[A-Z0-9 ]+\"$", Assert.Single(answer.Headers.NonValidated["WWW-Authenticate"]));
    }

    [SkippableFact]
    public async Task A_good_token_passes_and_the_API_learns_whose_it_is()
    {
        var token = _fixture.Issuer.Issuer.Token(spec => (spec.Claims["sub"], spec.Claims["scope"]) = ("Zoë", "read:orders profile"));
        using var request = _fixture.Request("/orders/7?page=2&x=%2F", token, HttpMethod.Post);
        request.Content = new StringContent("three books");

        var arrival = await PassAsync(request);

        Assert.Equal(("POST", "/orders/7?page=2&x=%2F", "three books"), (arrival.Method, arrival.Url, arrival.Body));
        Assert.Equal(["acme", "Zo%C3%AB", "client-1", "read:orders profile", _fixture.Issuer.Url], Identity.Select(arrival.Header));
        Assert.Equal("", arrival.Header("X-Verifier-Secret"));
    }

    [SkippableFact]
    public async Task A_proof_for_the_url_that_the_client_used_passes_once()
    {
        var key = TestKey.Shared();
        using var request = _fixture.Bound("/orders/7?page=2", key, method: HttpMethod.Put);
        request.Content = new StringContent("four books");
        using var again = new HttpRequestMessage(HttpMethod.Put, request.RequestUri) { Content = new StringContent("four books") };
        again.Headers.Authorization = request.Headers.Authorization;
        again.Headers.Add("DPoP", request.Headers.GetValues("DPoP"));

        Assert.Equal("four books", (await PassAsync(request)).Body);
        using var replay = await SendAsync(again);

        Assert.Equal(HttpStatusCode.Unauthorized, replay.StatusCode);
        Assert.Contains("error=\"invalid_dpop_proof\"", Assert.Single(replay.Headers.NonValidated["WWW-Authenticate"]), StringComparison.Ordinal);
        Assert.Equal(_arrivals + 1, _fixture.Api.Arrivals.Count);
    }

    [SkippableFact]
    public async Task A_proof_for_another_url_is_refused()
    {
        string[] urls = ["/v1/auth", "/orders/8", "/admin/7", "//orders/7"];
        foreach (var url in urls.Select(path => $"{_fixture.Proxy.GetLeftPart(UriPartial.Authority)}{path}").Append("https://127.0.0.1/orders/7").Append($"{_fixture.Verifier.Address}orders/7"))
        {
            using var answer = await SendAsync(_fixture.Bound("/orders/7", TestKey.Shared(), url: url));
            AssertRefused(answer, HttpStatusCode.Unauthorized);
        }
    }

    [SkippableFact]
    public async Task A_token_without_the_scope_gets_403_and_the_client_reads_which_one_it_lacks()
    {
        using var answer = await SendAsync(_fixture.Request("/admin/users", _fixture.Issuer.Issuer.Token()));

        AssertRefused(answer, HttpStatusCode.Forbidden);
        var challenge = Assert.Single(answer.Headers.NonValidated["WWW-Authenticate"]);
        Assert.Contains("error=\"insufficient_scope\"", challenge, StringComparison.Ordinal);
        Assert.Contains("scope=\"admin\"", challenge, StringComparison.Ordinal);
        Assert.Equal("/admin/users", (await PassAsync(_fixture.Request("/admin/users", _fixture.Issuer.Issuer.Token(spec => spec.Claims["scope"] = "admin")))).Url);
    }

    [SkippableFact]
    public async Task A_nonce_is_asked_for_and_the_next_proof_with_it_passes()
    {
        await _fixture.PutAsync("acme", dpop: new { nonce = "required" });
        try
        {
            using var asked = await SendAsync(_fixture.Bound("/orders", TestKey.Shared()));
            AssertRefused(asked, HttpStatusCode.Unauthorized);
            Assert.StartsWith("DPoP error=\"use_dpop_nonce\"", Assert.Single(asked.Headers.NonValidated["WWW-Authenticate"]), StringComparison.Ordinal);
            Assert.Equal("DPoP-Nonce, WWW-Authenticate", string.Join(", ", asked.Headers.GetValues("Access-Control-Expose-Headers")));

            _ = await PassAsync(_fixture.Bound("/orders", TestKey.Shared(), Assert.Single(asked.Headers.GetValues("DPoP-Nonce"))));
        }
        finally
        {
            await _fixture.PutAsync("acme");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_client_written_by_others_tries_again_by_itself_when_it_is_asked_for_a_nonce(string library)
    {
        var missing = await NodePrograms.OidcProvider.WhyNotAsync();
        Skip.If(missing is not null, missing);
        var (server, caller) = await _fixture.CallerAsync(library);
        await _fixture.PutAsync("acme", null, new { nonce = "required" }, _fixture.Issuer.Url, server.Issuer);
        try
        {
            var call = await caller.CallAsync(new Uri(_fixture.Proxy, "/orders?page=2").AbsoluteUri, bound: true);
            var next = await caller.CallAsync(new Uri(_fixture.Proxy, "/orders?page=3").AbsoluteUri, bound: true);

            Assert.Equal([401, 200], call.Exchanges.Select(exchange => exchange.Status));
            Assert.Contains("use_dpop_nonce", call.Exchanges[0].Challenge, StringComparison.Ordinal);
            Assert.Equal([200], next.Exchanges.Select(exchange => exchange.Status));
            Assert.Equal("/orders?page=3", call.Body is null ? "" : next.Body!.Value.GetProperty("url").GetString());
        }
        finally
        {
            await _fixture.PutAsync("acme");
        }
    }

    [SkippableFact]
    public async Task The_tenant_is_the_one_of_the_host_name_and_another_tenants_token_does_not_pass()
    {
        await using var other = await LoopbackIssuer.StartAsync();
        other.Issuer.Audience = InteropFixture.Api;
        await _fixture.PutAsync("shop-a", $"http://a.tenants.test:{_fixture.Proxy.Port}");
        await _fixture.PutAsync("shop-b", $"http://b.tenants.test:{_fixture.Proxy.Port}", null, other.Url);

        Assert.Equal("shop-a", (await PassAsync(At("a", _fixture.Request("/tenants/orders", _fixture.Issuer.Issuer.Token())))).Header("X-Auth-Tenant"));
        Assert.Equal("shop-b", (await PassAsync(At("b", _fixture.Request("/tenants/orders", other.Issuer.Token())))).Header("X-Auth-Tenant"));
        Assert.Equal("shop-a", (await PassAsync(At("a", _fixture.Bound("/tenants/orders", TestKey.Shared(), url: $"http://a.tenants.test:{_fixture.Proxy.Port}/tenants/orders")))).Header("X-Auth-Tenant"));
        using var wrong = await SendAsync(At("b", _fixture.Request("/tenants/orders", _fixture.Issuer.Issuer.Token())));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);

        // The host of an absolute request line wins over the Host header (RFC 9112 section 3.2.2), or the two must be the same.
        Assert.InRange(await RawRequest.SendAsync(
            _fixture.Proxy, $"GET http://b.tenants.test:{_fixture.Proxy.Port}/tenants/orders HTTP/1.1", $"Host: a.tenants.test:{_fixture.Proxy.Port}", $"Authorization: Bearer {_fixture.Issuer.Issuer.Token()}"), 400, 401);

        HttpRequestMessage At(string host, HttpRequestMessage request)
        {
            request.Headers.Host = $"{host}.tenants.test:{_fixture.Proxy.Port}";
            return request;
        }
    }

    [SkippableFact]
    public async Task A_token_of_16_KiB_passes_and_longer_headers_do_not()
    {
        var token = _fixture.Issuer.Issuer.Token(spec => spec.Claims["note"] = new string('x', 11_500));
        Assert.InRange(token.Length, 15_000, 16_384);

        _ = await PassAsync(_fixture.Request("/orders", token));
        using var tooLong = await SendAsync(_fixture.Request("/orders", token + new string('x', 2000)));
        using var farTooLong = await SendAsync(_fixture.Request("/orders", token + new string('x', 30_000)));

        Assert.Equal(HttpStatusCode.Unauthorized, tooLong.StatusCode);
        Assert.False(farTooLong.IsSuccessStatusCode);
        Assert.Equal(_arrivals + 1, _fixture.Api.Arrivals.Count);
    }

    [SkippableFact]
    public async Task Long_subjects_and_scopes_arrive_whole()
    {
        var (subject, scopes) = (new string('s', 3000), string.Join(' ', Enumerable.Range(0, 200).Select(i => $"read:orders-of-{i}")));
        var arrival = await PassAsync(_fixture.Request("/orders", _fixture.Issuer.Issuer.Token(spec => (spec.Claims["sub"], spec.Claims["scope"]) = (subject, $"read:orders {scopes}"))));

        Assert.Equal((subject, $"read:orders {scopes}"), (arrival.Header("X-Auth-Subject"), arrival.Header("X-Auth-Scopes")));
    }

    [SkippableFact]
    public async Task With_the_verifier_down_nobody_passes()
    {
        var proxy = await _fixture.StartAsync(verifier: ProxyProcess.FreePort());
        using var request = _fixture.Request("/orders", _fixture.Issuer.Issuer.Token());
        request.RequestUri = new Uri(proxy, "/orders");

        using var answer = await SendAsync(request);

        AssertRefused(answer, HttpStatusCode.ServiceUnavailable);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [SkippableFact]
    public async Task Without_the_issuers_keys_the_client_is_told_to_come_back()
    {
        var issuer = new TestIssuer($"http://127.0.0.1:{ProxyProcess.FreePort()}") { Audience = InteropFixture.Api };
        await _fixture.PutAsync("keyless", $"http://keyless.tenants.test:{_fixture.Proxy.Port}", null, issuer.Issuer);
        var request = _fixture.Request("/tenants/orders", issuer.Token());
        request.Headers.Host = $"keyless.tenants.test:{_fixture.Proxy.Port}";

        using var answer = await SendAsync(request);

        AssertRefused(answer, HttpStatusCode.ServiceUnavailable);
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.False(answer.Headers.Contains("WWW-Authenticate"));
    }

    private async Task<Arrival> PassAsync(HttpRequestMessage request)
    {
        using var answer = await SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer}\n{await answer.Content.ReadAsStringAsync()}");
        Assert.False(answer.Headers.Contains("WWW-Authenticate"));
        return (await answer.Content.ReadFromJsonAsync<Arrival>())!;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            return await _fixture.Http.SendAsync(request);
        }
    }

    private void AssertRefused(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(_arrivals, _fixture.Api.Arrivals.Count);
    }
}
