using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Verifier.AccessTokens;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Protection;

public sealed class RequireAccessTokenTests
{
    [Fact]
    public async Task A_good_token_reaches_the_handler_typed()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", (AccessToken token) => Results.Json(new
        {
            token.Tenant,
            token.Issuer,
            token.Subject,
            token.ClientId,
            token.Actor,
            Org = token.FindText("org_id"),
            Level = token.FindClaim("level")!.Value.GetInt32(),
            Reads = token.HasScope("read:orders"),
        })).RequireAccessToken("read:orders"));
        string sent = app.Issuer.Issuer.Token(t =>
        {
            t.Claims["org_id"] = "org-7";
            t.Claims["level"] = 3;
            t.Claims["act"] = new System.Text.Json.Nodes.JsonObject { ["sub"] = "service-1" };
        });

        using HttpResponseMessage response = await app.GetAsync("/orders", sent);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("acme", body.RootElement.GetProperty("tenant").GetString());
        Assert.Equal(app.Issuer.Url, body.RootElement.GetProperty("issuer").GetString());
        Assert.Equal("user-1", body.RootElement.GetProperty("subject").GetString());
        Assert.Equal("client-1", body.RootElement.GetProperty("clientId").GetString());
        Assert.Equal("service-1", body.RootElement.GetProperty("actor").GetString());
        Assert.Equal("org-7", body.RootElement.GetProperty("org").GetString());
        Assert.Equal(3, body.RootElement.GetProperty("level").GetInt32());
        Assert.True(body.RootElement.GetProperty("reads").GetBoolean());
    }

    [Fact]
    public async Task A_request_without_a_token_gets_bare_challenges_in_one_line()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", () => "secret").RequireAccessToken());

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/orders"));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("Bearer realm=\"api\", DPoP algs=\"ES256 ES384 PS256 RS256\"", challenge);
    }

    [Fact]
    public async Task A_missing_scope_is_403_and_names_the_scopes_needed()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", () => "secret").RequireAccessToken("read:orders", "write:orders"));

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token()));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.StartsWith("Bearer error=\"insufficient_scope\", error_description=\"", challenge, StringComparison.Ordinal);
        Assert.Contains("scope=\"read:orders write:orders\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_groups_demand_and_an_endpoints_own_hold_both()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            RouteGroupBuilder group = app.MapGroup("/orders").RequireAccessToken("read:orders");
            group.MapGet("/", () => "read");
            group.MapGet("/write", () => "written").RequireAccessToken("write:orders");
        });

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ProtectedApp.ReadAsync(app.GetAsync("/orders/write", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ProtectedApp.ReadAsync(app.GetAsync("/orders/write", app.Issuer.Issuer.Token(t => t.Claims["scope"] = "write:orders")))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/orders/write", app.Issuer.Issuer.Token(t => t.Claims["scope"] = "write:orders read:orders")))).Status);
    }

    [Fact]
    public async Task Any_of_several_scopes_is_enough_and_the_least_is_named()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", () => "read").RequireAccessToken(need => need.AnyScope("read:orders", "admin")));

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token(t => t.Claims["scope"] = "admin")))).Status);
        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token(t => t.Claims["scope"] = "other")));
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("scope=\"read:orders\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoints_audience_keeps_another_apis_token_out()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/orders", () => "read").RequireAccessToken(need => need.Audience("https://orders.test")), settings: ("Verifier:Tenants:acme:audiences:1", "https://orders.test"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token(t => t.Claims["aud"] = "https://orders.test")))).Status);
    }

    [Fact]
    public async Task A_required_claim_that_is_missing_is_refused()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", () => "read").RequireAccessToken(need => need.Claim("org_id")));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/orders", app.Issuer.Issuer.Token(t => t.Claims["org_id"] = "1")))).Status);
    }

    [Fact]
    public async Task Step_up_names_what_it_takes()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/pay", () => "paid").RequireAccessToken(need => need.Acr("urn:acme:mfa").MaxAge(TimeSpan.FromMinutes(5))));

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/pay", app.Issuer.Issuer.Token()));
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("error=\"insufficient_user_authentication\"", challenge, StringComparison.Ordinal);
        Assert.Contains("acr_values=\"urn:acme:mfa\"", challenge, StringComparison.Ordinal);

        (_, challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/pay", app.Issuer.Issuer.Token(t =>
        {
            t.Claims["acr"] = "urn:acme:mfa";
            t.Claims["auth_time"] = app.Clock.UnixSeconds - 3600;
        })));
        Assert.Contains("max_age=\"300\"", challenge, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/pay", app.Issuer.Issuer.Token(t =>
        {
            t.Claims["acr"] = "urn:acme:mfa";
            t.Claims["auth_time"] = app.Clock.UnixSeconds;
        })))).Status);
    }

    [Fact]
    public async Task A_refusals_body_says_what_for_people_and_names_the_decision_in_the_log()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", () => "read").RequireAccessToken());

        using HttpResponseMessage response = await app.GetAsync("/orders", app.Issuer.Issuer.Token(t => t.ValidFor(TimeSpan.FromMinutes(-5))));

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("invalid_token", body.RootElement.GetProperty("error").GetString());
        string decision = body.RootElement.GetProperty("decisionId").GetString()!;
        Assert.Contains(app.Logs.Lines, line => line.Text.Contains(decision, StringComparison.Ordinal) && line.Text.Contains("token_expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_opened_in_a_protected_group_is_open()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            RouteGroupBuilder group = app.MapGroup("/").RequireAccessToken();
            group.MapGet("/ping", (HttpContext context) => context.GetAccessToken()?.Subject ?? "nobody").AllowAnonymous();
        });

        Assert.Equal("nobody", await app.Http.GetStringAsync("/ping"));
    }

    [Fact]
    public async Task A_proof_counts_once_though_three_look_at_it()
    {
        var key = TestKey.Create();
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/orders", (HttpContext context) => context.GetAccessToken()!.Thumbprint).RequireAccessToken("read:orders");
        });
        string token = app.Issuer.Issuer.Token(t => t.BoundTo(key));
        string proof = DPoPProof.Create(key, "GET", app.Url + "/orders", token, time: app.Clock);

        using HttpResponseMessage first = await app.SendAsync(HttpMethod.Get, "/orders", ("Authorization", $"DPoP {token}"), ("DPoP", proof));
        (HttpStatusCode replayed, string challenge) = await ProtectedApp.ReadAsync(app.SendAsync(HttpMethod.Get, "/orders", ("Authorization", $"DPoP {token}"), ("DPoP", proof)));

        Assert.Equal(key.Thumbprint, await first.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, replayed);
        Assert.Contains("invalid_dpop_proof", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_demands_that_exclude_each_other_stop_the_start()
    {
        InvalidOperationException stopped = await Assert.ThrowsAsync<InvalidOperationException>(() => ProtectedApp.StartAsync(app =>
            app.MapGroup("/").RequireAccessToken(need => need.Audience("https://a.test")).MapGet("/orders", () => "never").RequireAccessToken(need => need.Audience("https://b.test"))));

        Assert.Contains("https://a.test", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("/orders", stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_that_takes_a_token_which_nobody_demands_stops_the_start(bool opened)
    {
        InvalidOperationException stopped = await Assert.ThrowsAsync<InvalidOperationException>(() => ProtectedApp.StartAsync(app =>
        {
            RouteHandlerBuilder orders = app.MapGet("/orders", (AccessToken token) => token.Subject);
            _ = opened ? orders.RequireAccessToken().AllowAnonymous() : orders;
        }));

        Assert.Contains("RequireAccessToken", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_scopes_that_is_missing_is_not_taken_for_none()
    {
        Assert.Throws<ArgumentNullException>(() => new Verifier.AspNetCore.Protection.RequireAccessTokenAttribute((string[])null!));
        Assert.Throws<ArgumentException>(() => new Verifier.AspNetCore.Protection.AccessRequirement().Audience());
    }

    [Theory]
    [InlineData("read orders")]
    [InlineData("")]
    [InlineData("read\"orders")]
    public void A_scope_that_no_token_can_carry_is_refused_at_once(string scope) => Assert.Throws<ArgumentException>(() => new Verifier.AspNetCore.Protection.RequireAccessTokenAttribute(scope));
}
