using System.Net;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary><c>/v1/tenants/{tenant}/keys</c>.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Before_the_first_token_no_keys_are_held()
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants/acme/keys");

        JsonNode issuer = Assert.Single((await TestHost.ReadAsync(response))["issuers"]!.AsArray())!;
        Assert.Equal(_host.Issuer.Url, (string?)issuer["issuer"]);
        Assert.Empty(issuer["keys"]!.AsArray());
        Assert.Equal(0, _host.Issuer.JwksFetches);
    }

    [Fact]
    public async Task A_refresh_fetches_now_and_answers_what_is_held()
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/keys/refresh");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, _host.Issuer.JwksFetches);
        JsonNode issuer = Assert.Single((await TestHost.ReadAsync(response))["issuers"]!.AsArray())!;
        Assert.Equal("fetched", (string?)issuer["source"]);
        Assert.Equal(_host.Clock.UnixSeconds, (long?)issuer["fetchedAt"]);
        Assert.True((long?)issuer["nextRefresh"] > _host.Clock.UnixSeconds);
        JsonNode key = Assert.Single(issuer["keys"]!.AsArray())!;
        Assert.Equal(_host.Issuer.Issuer.CurrentKey.Kid, (string?)key["kid"]);
        Assert.Equal("EC", (string?)key["type"]);
        Assert.Equal("ES256", (string?)key["algorithm"]);
        Assert.Equal(_host.Issuer.Issuer.CurrentKey.Thumbprint, (string?)key["thumbprint"]);
        Assert.Equal(_host.Clock.UnixSeconds, (long?)key["firstSeen"]);
        Assert.Contains(_host.Logs.Of("Verifier.Audit"), line => line.Contains("boss had the keys of tenant acme fetched", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_its_issuer_withdrew_is_gone_after_a_refresh_for_tokens_seen_before_too()
    {
        JsonObject document = new() { ["authorization"] = $"Bearer {_host.Issuer.Issuer.Token()}" };
        Assert.True((bool?)(await _host.DecideAsync(document))["allowed"]);

        _host.Issuer.Issuer.Rotate(keepOld: false);
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/keys/refresh");

        Assert.Equal("key_unknown", (string?)(await _host.DecideAsync(document))["reason"]);
    }

    [Fact]
    public async Task A_fetch_that_fails_is_told()
    {
        await _host.Issuer.TakeDownAsync();

        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/keys/refresh");

        JsonNode issuer = Assert.Single((await TestHost.ReadAsync(response))["issuers"]!.AsArray())!;
        Assert.Equal(1, (int?)issuer["failures"]);
        Assert.NotEmpty((string?)issuer["lastError"] ?? "");
        Assert.Equal(_host.Clock.UnixSeconds, (long?)issuer["lastErrorAt"]);
    }

    [Theory]
    [InlineData("GET", "/v1/tenants/nobody/keys")]
    [InlineData("POST", "/v1/tenants/nobody/keys/refresh")]
    public async Task An_unknown_tenant_is_404(string method, string path)
    {
        using HttpResponseMessage response = await _host.AdminAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_refresh_with_a_body_is_400()
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/keys/refresh", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, _host.Issuer.JwksFetches);
    }
}
