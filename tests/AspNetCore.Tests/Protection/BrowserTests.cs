using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>What a DPoP client in a browser must be able to read, beside what the application exposes already.</summary>
public sealed class BrowserTests
{
    private const string Exposed = "Access-Control-Expose-Headers";
    private readonly TestKey _key = TestKey.Create();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nonce_and_challenge_are_exposed_beside_the_applications_headers(bool corsFirst)
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                app.UseCors();
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/orders", () => "in").RequireAccessToken();
            },
            services =>
            {
                // As if AddCors had come before AddVerifier: the framework's service is there, and AddVerifier is asked again.
                if (corsFirst)
                {
                    services.RemoveAll<ICorsService>();
                    services.AddCors();
                    services.AddVerifier();
                }

                services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("https://app.example").AllowAnyHeader().WithExposedHeaders("X-Total")));
            },
            settings: ("Verifier:Tenants:acme:dpop:nonce", "required"));

        using HttpResponseMessage response = await app.GetBoundAsync("/orders", _key, headers: ("Origin", "https://app.example"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.True(response.Headers.Contains("DPoP-Nonce"));
        Assert.Equal("https://app.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(["DPoP-Nonce", "WWW-Authenticate", "X-Total"], string.Join(',', response.Headers.GetValues(Exposed)).Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_client_that_retries_once_gets_through_after_a_start_that_remembers_no_proof()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/orders", () => "in").RequireAccessToken(), settings: [("Verifier:Tenants:acme:dpop:nonce", "required"), ("Verifier:Replay:AssumeFirstStart", null)]);
        string token = app.Issuer.Issuer.Token(t => t.BoundTo(_key));

        using HttpResponseMessage first = await AskAsync(null);
        using HttpResponseMessage second = await AskAsync(first.Headers.GetValues("DPoP-Nonce").Single());

        Assert.Equal(HttpStatusCode.Unauthorized, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);

        Task<HttpResponseMessage> AskAsync(string? nonce)
            => app.SendAsync(HttpMethod.Get, "/orders", ("Authorization", $"DPoP {token}"), ("DPoP", DPoPProof.Create(_key, "GET", app.Url + "/orders", token, nonce, app.Clock)));
    }

    [Fact]
    public async Task They_are_exposed_where_the_application_has_no_CORS_of_its_own()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/orders", () => "in").RequireAccessToken(), settings: ("Verifier:Tenants:acme:dpop:nonce", "required"));

        using HttpResponseMessage response = await app.GetBoundAsync("/orders", _key);

        Assert.Equal("DPoP-Nonce, WWW-Authenticate", Assert.Single(response.Headers.GetValues(Exposed)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_handler_exposes_stays_exposed_beside_an_ageing_nonces_successor(bool assigned)
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/orders", (HttpContext context) =>
            {
                if (assigned)
                {
                    context.Response.Headers[Exposed] = "X-Total";
                }
                else
                {
                    context.Response.Headers.Append(Exposed, "X-Total");
                }

                return "in";
            }).RequireAccessToken(),
            settings: ("Verifier:Tenants:acme:dpop:nonce", "required"));
        string token = app.Issuer.Issuer.Token(t => t.BoundTo(_key));
        using HttpResponseMessage first = await app.GetBoundAsync("/orders", _key);
        string nonce = first.Headers.GetValues("DPoP-Nonce").Single();
        app.Clock.Advance(TimeSpan.FromSeconds(200));

        using HttpResponseMessage second = await app.SendAsync(
            HttpMethod.Get, "/orders", ("Authorization", $"DPoP {token}"), ("DPoP", DPoPProof.Create(_key, "GET", app.Url + "/orders", token, nonce, app.Clock)));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(nonce, Assert.Single(second.Headers.GetValues("DPoP-Nonce")));
        Assert.Contains("X-Total", string.Join(',', second.Headers.GetValues(Exposed)), StringComparison.Ordinal);
        Assert.Contains("DPoP-Nonce", string.Join(',', second.Headers.GetValues(Exposed)), StringComparison.Ordinal);
    }
}
