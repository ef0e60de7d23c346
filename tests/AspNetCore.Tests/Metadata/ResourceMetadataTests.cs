using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Tests.Protection;

namespace Verifier.AspNetCore.Tests.Metadata;

/// <summary>RFC 9728: what a tenant publishes of its resource, and where a challenge says that it is.</summary>
public sealed class ResourceMetadataTests
{
    [Fact]
    public async Task A_resource_is_described_where_its_challenge_says()
    {
        await using ProtectedApp app = await StartAsync(
            ("Verifier:Tenants:acme:resource:identifier", "https://api.acme.example/v1"),
            ("Verifier:Tenants:acme:resource:scopes:0", "read:orders"),
            ("Verifier:Tenants:acme:dpop:mode", "required"));

        (_, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/orders"));
        Assert.Contains("resource_metadata=\"https://api.acme.example/.well-known/oauth-protected-resource/v1\"", challenge, StringComparison.Ordinal);

        using HttpResponseMessage response = await app.GetAsync("/.well-known/oauth-protected-resource/v1");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        JsonNode document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("https://api.acme.example/v1", (string?)document["resource"]);
        Assert.Equal([app.Issuer.Url], document["authorization_servers"]!.AsArray().Select(item => (string?)item));
        Assert.Equal(["read:orders"], document["scopes_supported"]!.AsArray().Select(item => (string?)item));
        Assert.Equal(["header"], document["bearer_methods_supported"]!.AsArray().Select(item => (string?)item));
        Assert.Equal(["ES256", "ES384", "PS256", "RS256"], document["dpop_signing_alg_values_supported"]!.AsArray().Select(item => (string?)item));
        Assert.True((bool)document["dpop_bound_access_tokens_required"]!);
    }

    [Fact]
    public async Task Two_tenants_with_one_path_are_told_apart_by_the_host()
    {
        await using ProtectedApp app = await StartAsync(
            ("Verifier:Tenants:acme:resource:identifier", "https://api.acme.example"),
            ("Verifier:Tenants:globex:issuers:0", "https://login.globex.example/"),
            ("Verifier:Tenants:globex:audiences:0", "https://api.globex.example"),
            ("Verifier:Tenants:globex:resource:identifier", "https://api.globex.example"));

        using HttpResponseMessage neither = await app.GetAsync("/.well-known/oauth-protected-resource");
        using HttpResponseMessage globex = await app.SendAsync(
            HttpMethod.Get, "/.well-known/oauth-protected-resource", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "API.globex.example"));

        Assert.Equal(HttpStatusCode.NotFound, neither.StatusCode);
        Assert.Equal("https://api.globex.example", (string?)JsonNode.Parse(await globex.Content.ReadAsStringAsync())!["resource"]);
    }

    [Theory]
    [InlineData("/.well-known/oauth-protected-resource")]
    [InlineData("/.well-known/oauth-protected-resource/v2")]
    [InlineData("/.well-known/oauth-protected-resource/v1/")]
    [InlineData("/.well-known/oauth-protected-resource/v1?x=1")]
    public async Task Another_path_describes_nothing(string path)
    {
        await using ProtectedApp app = await StartAsync(("Verifier:Tenants:acme:resource:identifier", "https://api.acme.example/v1"));

        using HttpResponseMessage response = await app.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_internal_issuer_is_not_published()
    {
        await using ProtectedApp app = await StartAsync(
            ("Verifier:Tenants:acme:resource:identifier", "https://api.acme.example"),
            ("Verifier:Tenants:acme:issuers:1:issuer", "https://login.internal.example/"),
            ("Verifier:Tenants:acme:issuers:1:internal", "true"));

        using HttpResponseMessage response = await app.GetAsync("/.well-known/oauth-protected-resource");

        Assert.DoesNotContain("internal", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fallback_policy_hides_no_metadata()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapVerifierMetadata(),
            services => services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()),
            settings: ("Verifier:Tenants:acme:resource:identifier", "https://api.acme.example"));

        using HttpResponseMessage response = await app.GetAsync("/.well-known/oauth-protected-resource");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static Task<ProtectedApp> StartAsync(params (string, string?)[] settings) => ProtectedApp.StartAsync(
        app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
            app.MapGet("/orders", () => "in").RequireAccessToken();
            app.MapVerifierMetadata();
        },
        options: options => options.ResolveTenant = _ => new("acme"),
        settings: settings);
}
