using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Standalone;

namespace Verifier.AspNetCore.Tests.Configuration;

/// <summary>Which tenants a host starts with.</summary>
public sealed class TenantConfigurationTests
{
    private static readonly (string, string?)[] NoTenants = [("Verifier:Tenants:acme:issuers:0", null), ("Verifier:Tenants:acme:audiences:0", null)];

    [Fact]
    public async Task Domain_and_audience_of_auth0_alone_are_the_tenant_default()
    {
        await using TestHost host = await TestHost.StartAsync([.. NoTenants, ("AUTH0_DOMAIN", "acme.eu.auth0.com"), ("AUTH0_AUDIENCE", "https://api.acme.com")]);

        JsonNode tenant = Assert.Single(await TenantsAsync(host))!;
        Assert.Equal("default", (string?)tenant["tenant"]);
        Assert.Equal("configuration", (string?)tenant["source"]);
        Assert.Equal("""["https://acme.eu.auth0.com/"]""", tenant["policy"]!["issuers"]!.ToJsonString());
        Assert.Equal("""["https://api.acme.com"]""", tenant["policy"]!["audiences"]!.ToJsonString());
    }

    [Fact]
    public async Task Beside_other_tenants_they_are_not_used_and_the_log_says_so()
    {
        await using TestHost host = await TestHost.StartAsync(("AUTH0_DOMAIN", "acme.eu.auth0.com"), ("AUTH0_AUDIENCE", "https://api.acme.com"));

        Assert.Equal("acme", (string?)Assert.Single(await TenantsAsync(host))!["tenant"]);
        Assert.Contains(host.Logs.Lines, line => line.Level == LogLevel.Warning && line.Text == "AUTH0_DOMAIN and AUTH0_AUDIENCE are not used, because Verifier:Tenants is configured");
    }

    [Fact]
    public async Task A_host_without_tenants_starts_and_warns_and_refuses()
    {
        await using TestHost host = await TestHost.StartAsync(NoTenants);

        JsonObject answer = await host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {host.Issuer.Issuer.Token()}" });

        Assert.Equal("issuer_unknown", (string?)answer["reason"]);
        Assert.Contains(host.Logs.Lines, line => line.Level == LogLevel.Warning && line.Text.StartsWith("No tenant is configured", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tenant_takes_every_setting_that_a_put_takes()
    {
        await using TestHost host = await TestHost.StartAsync(
            ("Verifier:Tenants:acme:profile", "rfc9068"),
            ("Verifier:Tenants:acme:dpop:mode", "required"),
            ("Verifier:Tenants:acme:dpop:algorithms:0", "ES256"),
            ("Verifier:Tenants:acme:publicOrigin", "https://api.acme.com"),
            ("Verifier:Tenants:acme:answers", "auth0"));

        JsonNode policy = Assert.Single(await TenantsAsync(host))!["policy"]!;
        Assert.Equal("rfc9068", (string?)policy["profile"]);
        Assert.Equal("required", (string?)policy["dpop"]!["mode"]);
        Assert.Equal("https://api.acme.com", (string?)policy["publicOrigin"]);
        Assert.Equal("auth0", (string?)policy["answers"]);
    }

    [Fact]
    public async Task A_token_does_not_choose_its_tenant_where_that_is_turned_off()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:TenantByToken", "false"));
        JsonObject document = new() { ["authorization"] = $"Bearer {host.Issuer.Issuer.Token()}" };

        JsonObject unnamed = await host.DecideAsync(document);
        document["tenant"] = "acme";
        JsonObject named = await host.DecideAsync(document);

        Assert.False((bool?)unnamed["allowed"]);
        Assert.True((bool?)named["allowed"]);
    }

    [Fact]
    public async Task Unless_configured_otherwise_it_listens_on_loopback()
    {
        Assert.True(StandaloneHost.TryBuild([], builder => Prepare(builder), out WebApplication? app, out IReadOnlyList<string> faults), string.Join('\n', faults));

        Assert.Equal("http://127.0.0.1:5080", app!.Configuration["urls"]);
        await app.DisposeAsync();
    }

    private static void Prepare(WebApplicationBuilder builder)
        => builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Verifier:Admin:Keys:boss", TestHost.AdminKey)]);

    private static async Task<JsonArray> TenantsAsync(TestHost host)
    {
        using HttpResponseMessage response = await host.AdminAsync(HttpMethod.Get, "/v1/tenants");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await TestHost.ReadAsync(response))["tenants"]!.AsArray();
    }
}
