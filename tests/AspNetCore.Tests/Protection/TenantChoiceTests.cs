using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AccessTokens;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>Authentication may come before what names the tenant; a token must gain nothing by that.</summary>
public sealed class TenantChoiceTests
{
    private readonly TestKey _key = TestKey.Create();

    [Fact]
    public async Task A_token_does_not_choose_the_tenant_by_coming_before_routing_has_named_it()
    {
        await using LoopbackIssuer globex = await LoopbackIssuer.StartAsync();
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                app.UseAuthentication();
                app.UseRouting();
                app.UseAuthorization();
                app.MapGet("/{tenant}/orders", (string tenant) => $"orders of {tenant}").RequireAccessToken();
            },
            options: options =>
            {
                options.AddTenant("globex", globex.Url, ProtectedApp.Audience);
                options.ResolveTenant = context => new(context.Request.RouteValues["tenant"] as string);
            });

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/globex/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/acme/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/acme/orders", _key))).Status);
    }

    [Fact]
    public async Task A_token_does_not_choose_the_tenant_by_coming_before_the_forwarded_host_is_known()
    {
        await using LoopbackIssuer globex = await LoopbackIssuer.StartAsync();
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                // As everybody writes it: WebApplication puts authentication and authorization before it.
                app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
                app.MapGet("/orders", (HttpContext context) => $"orders of {context.Request.Host}").RequireAccessToken();
            },
            settings:
            [
                ("Verifier:Tenants:globex:issuers:0", globex.Url),
                ("Verifier:Tenants:globex:audiences:0", ProtectedApp.Audience),
                ("Verifier:Tenants:globex:publicOrigin", "https://api.globex.example"),
            ]);

        (HttpStatusCode status, _) = await ProtectedApp.ReadAsync(app.SendAsync(
            HttpMethod.Get, "/orders", ("Authorization", $"Bearer {app.Issuer.Issuer.Token()}"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "api.globex.example")));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
    }

    [Fact]
    public async Task Asking_for_the_token_too_early_does_not_take_it_from_the_handler()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                Assert.Null(context.RequestServices.GetService<AccessToken>());
                return next(context);
            });
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/", (AccessToken token) => token.Subject).RequireAccessToken();
        });

        Assert.Equal("user-1", await (await app.GetAsync("/", app.Issuer.Issuer.Token())).Content.ReadAsStringAsync());
    }
}
