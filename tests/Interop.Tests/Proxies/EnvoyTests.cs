using Verifier.Testing;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>Envoy's <c>ext_authz</c> over gRPC, with Envoy's own definitions, spoken by <c>@grpc/grpc-js</c>: Envoy itself is not installed.</summary>
public sealed class EnvoyTests : IClassFixture<EnvoyFixture>
{
    private const string Orders = "https://api.acme.com/orders";

    private readonly EnvoyFixture _fixture;

    public EnvoyTests(EnvoyFixture fixture)
    {
        Skip.If(fixture.Missing is not null, fixture.Missing);
        _fixture = fixture;
    }

    [SkippableFact]
    public async Task Without_a_token_the_client_reads_both_challenges_in_one_line()
    {
        var answer = await _fixture.CheckAsync("/orders", new Dictionary<string, string>());

        Assert.Equal((0, false, 401), (answer.Grpc, answer.Passes, answer.Denied));
        Assert.Matches("^Bearer realm=\"api\", DPoP algs=\"[A-Z0-9 ]+\"$", answer.Header("www-authenticate"));
        Assert.Equal("application/problem+json", answer.Header("content-type"));
        Assert.Equal(401, answer.Body.GetProperty("status").GetInt32());
    }

    [SkippableFact]
    public async Task A_good_token_passes_and_the_API_learns_whose_it_is_whatever_the_client_says()
    {
        var headers = _fixture.Bearer(spec => (spec.Claims["sub"], _) = ("Zoë", spec.Claims.Remove("client_id")));
        headers["x-auth-subject"] = headers["x-auth-client"] = "forged";

        var answer = await _fixture.CheckAsync("/orders/7?page=2&x=%2F", headers, new { tenant = "acme", scope = "read:orders" });

        Assert.True(answer.Passes);
        Assert.Equal(["acme", "Zo%C3%AB", "", "read:orders", _fixture.Issuer.Url], new[] { "tenant", "subject", "client", "scopes", "issuer" }.Select(name => answer.Header($"x-auth-{name}")));
        Assert.Equal("x-auth-claims", Assert.Single(answer.Message!.Value.GetProperty("ok_response").GetProperty("headers_to_remove").EnumerateArray()).GetString());
    }

    [SkippableFact]
    public async Task A_proof_for_the_url_that_the_client_used_passes_once()
    {
        var headers = _fixture.Bound(Orders);
        var first = await _fixture.CheckAsync("/orders?page=2", headers);
        Assert.True(first.Passes, first.Message.ToString());
        var again = await _fixture.CheckAsync("/orders?page=2", headers);
        Assert.Equal((401, "invalid_dpop_proof"), (again.Denied, again.Body.GetProperty("error").GetString()));
        Assert.Equal(401, (await _fixture.CheckAsync("/orders/8", _fixture.Bound(Orders))).Denied);
    }

    [SkippableFact]
    public async Task A_token_without_the_scope_gets_403_and_the_client_reads_which_one_it_lacks()
    {
        var answer = await _fixture.CheckAsync("/orders", _fixture.Bearer(), new { scope = "admin" });

        Assert.Equal(403, answer.Denied);
        Assert.Contains("scope=\"admin\"", answer.Header("www-authenticate"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_policy_that_is_not_understood_refuses_everybody()
    {
        Assert.Equal(403, (await _fixture.CheckAsync("/orders", _fixture.Bearer(), new { scopes = "read:orders" })).Denied);
        Assert.Equal(403, (await _fixture.CheckAsync("/orders", _fixture.Bearer(), new { scope = "" })).Denied);
    }

    [SkippableFact]
    public async Task A_nonce_is_asked_for_and_the_next_proof_with_it_passes()
    {
        await _fixture.PutAsync("careful", "https://careful.acme.com", new { nonce = "required" });

        var asked = await _fixture.CheckAsync("/orders", _fixture.Bound("https://careful.acme.com/orders"), host: "careful.acme.com");
        Assert.Equal((401, "use_dpop_nonce"), (asked.Denied, asked.Body.GetProperty("error").GetString()));
        Assert.True((await _fixture.CheckAsync("/orders", _fixture.Bound("https://careful.acme.com/orders", asked.Header("dpop-nonce")), host: "careful.acme.com")).Passes);
    }

    [SkippableFact]
    public async Task The_tenant_is_the_one_of_the_host_name_and_another_tenants_token_does_not_pass()
    {
        await using var other = await LoopbackIssuer.StartAsync();
        await _fixture.PutAsync("shop-a", "https://a.tenants.test");
        await _fixture.PutAsync("shop-b", "https://b.tenants.test", null, other.Url);

        Assert.Equal("shop-a", (await _fixture.CheckAsync("/orders", _fixture.Bearer(), host: "a.tenants.test")).Header("x-auth-tenant"));
        Assert.Equal(401, (await _fixture.CheckAsync("/orders", _fixture.Bearer(), host: "b.tenants.test")).Denied);
    }

    [SkippableFact]
    public async Task The_sample_has_nothing_in_it_that_Envoys_own_definitions_do_not_know()
    {
        Assert.Empty((await _fixture.ReadAsync(ProxyProcess.Sample("envoy/envoy.yaml"))).Faults);

        Assert.Contains("fail_open is no field of envoy.extensions.filters.http.ext_authz.v3.ExtAuthz", Assert.Single((await _fixture.ReadAsync(ProxyProcess.Sample("envoy/envoy.yaml", ("failure_mode_allow", "fail_open")))).Faults), StringComparison.Ordinal);
        Assert.Contains("is V4, which is none of ApiVersion", Assert.Single((await _fixture.ReadAsync(ProxyProcess.Sample("envoy/envoy.yaml", ("transport_api_version: V3", "transport_api_version: V4")))).Faults), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_policies_of_the_sample_are_understood_and_judged_by()
    {
        var (_, policies) = await _fixture.ReadAsync(ProxyProcess.Sample("envoy/envoy.yaml"));

        Assert.Equal(3, policies.Length);
        foreach (var policy in policies)
        {
            Assert.True((await _fixture.CheckAsync("/orders", _fixture.Bearer(spec => spec.Claims["scope"] = "read:orders admin"), policy)).Passes);
            Assert.Contains("insufficient_scope", (await _fixture.CheckAsync("/orders", _fixture.Bearer(spec => spec.Claims["scope"] = "other"), policy)).Header("www-authenticate"), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Who_does_not_know_the_secret_is_answered_by_gRPC_alone()
    {
        Assert.Equal(7, (await _fixture.CheckAsync("/orders", _fixture.Bearer(), secret: null)).Grpc);
        Assert.Equal(7, (await _fixture.CheckAsync("/orders", _fixture.Bearer(), secret: EnvoyFixture.Secret + "x")).Grpc);
    }

    [SkippableFact]
    public async Task A_call_that_is_too_long_is_answered_by_gRPC_alone()
    {
        var headers = _fixture.Bearer();
        headers["cookie"] = new string('x', 300_000);

        Assert.Equal(8, (await _fixture.CheckAsync("/orders", headers)).Grpc);
    }

    [SkippableFact]
    public async Task With_the_verifier_down_the_client_is_told_so()
        => Assert.Equal(14, (await _fixture.CheckAsync("/orders", _fixture.Bearer(), port: ProxyProcess.FreePort())).Grpc);
}
