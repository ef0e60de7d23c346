using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Authentication;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>The scheme under ASP.NET Core's own authentication and authorization.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public async Task Authorize_takes_a_good_token_and_refuses_a_bad_one()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", [Authorize] () => "in"));

        Assert.Equal("in", await (await app.GetAsync("/", app.Issuer.Issuer.Token())).Content.ReadAsStringAsync());
        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()[..^4] + "AAAA"));
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.StartsWith("Bearer error=\"invalid_token\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_has_the_tokens_claims_under_their_own_names()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", (ClaimsPrincipal user) => string.Join(
            '|', user.Identity!.Name, user.IsInRole("admin"), user.FindFirst("level")!.ValueType, string.Join(',', user.FindAll("permissions").Select(claim => claim.Value)), user.FindFirst("nested")!.Value)).RequireAuthorization());
        string token = app.Issuer.Issuer.Token(t =>
        {
            t.Claims["roles"] = new JsonArray("admin", "user");
            t.Claims["permissions"] = new JsonArray("a", "b");
            t.Claims["level"] = 3;
            t.Claims["nested"] = new JsonObject { ["x"] = true };
            t.Claims["nothing"] = null;
        });

        string answer = await (await app.GetAsync("/", token)).Content.ReadAsStringAsync();

        Assert.Equal($"user-1|True|{ClaimValueTypes.Integer64}|a,b|{{\"x\":true}}", answer);
    }

    [Fact]
    public async Task A_policy_of_the_application_is_judged_on_the_tokens_claims()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken().RequireAuthorization("org"),
            services => services.AddAuthorizationBuilder().AddPolicy("org", policy => policy.RequireClaim("org_id", "7")));

        Assert.Equal(HttpStatusCode.Forbidden, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token(t => t.Claims["org_id"] = "7")))).Status);
    }

    [Fact]
    public async Task A_default_policy_that_admits_everybody_opens_nothing()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(),
            services => services.AddAuthorizationBuilder().SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => true).Build()));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/"))).Status);
    }

    [Fact]
    public async Task Another_schemes_user_still_needs_the_token()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                app.MapGet("/login", () => Results.SignIn(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "cookie")], "c")), null, CookieAuthenticationDefaults.AuthenticationScheme));
                app.MapGet("/both", [Authorize(AuthenticationSchemes = CookieAuthenticationDefaults.AuthenticationScheme)] () => "in").RequireAccessToken();
            },
            services => services.AddAuthentication(VerifierScheme.Name).AddVerifier().AddCookie());
        using HttpResponseMessage login = await app.GetAsync("/login");
        string cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.SendAsync(HttpMethod.Get, "/both", ("Cookie", cookie)));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.StartsWith("Bearer realm=\"api\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_without_authorization_refuses_to_run_the_endpoint()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                Silence(app);
                app.MapGet("/", () => "in").RequireAccessToken();
            });

        Assert.Equal(HttpStatusCode.InternalServerError, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()))).Status);
    }

    [Fact]
    public async Task The_lock_around_the_endpoint_refuses_where_the_authorization_middleware_is_silenced()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                Silence(app);
                app.MapGet("/", () => "in").RequireAccessToken("read:orders");
            },
            services => services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true));

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token(t => t.Claims["scope"] = "other")));
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("insufficient_scope", challenge, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()))).Status);
    }

    [Fact]
    public async Task Authentication_before_routing_still_meets_the_endpoints_demand()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UseAuthentication();
            app.UseRouting();
            app.UseAuthorization();
            app.MapGet("/", () => "in").RequireAccessToken("write:orders");
        });

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("scope=\"write:orders\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_the_verifier_twice_adds_it_once()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", () => "in").RequireAccessToken(), services =>
        {
            services.AddVerifier();
            services.AddAuthentication().AddVerifier();
        });

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()))).Status);
    }

    // As if both had been added already: WebApplication adds them itself otherwise.
    private static void Silence(WebApplication app)
    {
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
    }
}
