using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.AccessTokens;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>A refusal among what else an application does to an answer.</summary>
public sealed class ChallengeTests
{
    [Theory]
    [InlineData("Verifier,Other")]
    [InlineData("Other,Verifier")]
    public async Task Several_schemes_challenge_in_one_line(string schemes)
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", [Authorize] () => "in").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = schemes }),
            services => services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, Other>("Other", null));

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetAsync("/"));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("Bearer realm=\"api\", DPoP algs=", challenge, StringComparison.Ordinal);
        Assert.Contains("Other realm=\"other\"", challenge, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task A_refusal_executed_again_at_a_protected_page_challenges_once()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UseStatusCodePagesWithReExecute("/status/{0}");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapMethods("/orders", ["HEAD"], () => "in").RequireAccessToken();
            app.Map("/status/{code}", () => "status").RequireAccessToken();
        });

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.SendAsync(HttpMethod.Head, "/orders"));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("Bearer realm=\"api\", DPoP algs=\"ES256 ES384 PS256 RS256\"", challenge);
    }

    [Fact]
    public async Task A_refusal_stays_what_it_is_at_a_protected_page_for_statuses()
    {
        var key = TestKey.Create();
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UseAuthentication();
            app.UseStatusCodePagesWithReExecute("/status/{0}");
            app.UseRouting();
            app.UseAuthorization();
            app.MapMethods("/orders", ["HEAD"], () => "in").RequireAccessToken("write:orders");
            app.Map("/status/{code}", (AccessToken token) => "status").RequireAccessToken();
        });
        string token = app.Issuer.Issuer.Token(t => t.BoundTo(key));

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.SendAsync(
            HttpMethod.Head, "/orders", ("Authorization", $"DPoP {token}"), ("DPoP", DPoPProof.Create(key, "HEAD", app.Url + "/orders", token, time: app.Clock))));

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("insufficient_scope", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_log_line_of_any_level_holds_a_token_or_a_proof()
    {
        var key = TestKey.Create();
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                app.MapGet("/orders", (AccessToken token) => token.Subject).RequireAccessToken();
                app.MapGet("/pay", () => "paid").RequireAccessToken("pay");
                app.MapGet("/fault", (AccessToken token) => Task.FromException<string>(new InvalidOperationException($"{token}"))).RequireAccessToken();
            },
            options: options => options.ResolveTenant = context => context.Request.Query.ContainsKey("fault") ? throw new InvalidOperationException("none") : new((string?)null),
            settings: ("Logging:LogLevel:Default", "Trace"));
        string[] tokens = [app.Issuer.Issuer.Token(), app.Issuer.Issuer.Token(t => t.ValidFor(TimeSpan.FromMinutes(-5))), app.Issuer.Issuer.Token()[..^4] + "AAAA", "e30.e30.\"evil"];
        foreach (string path in (string[])["/orders", "/pay", "/fault", "/orders?fault", "/nowhere"])
        {
            foreach (string token in tokens)
            {
                (await app.GetAsync(path, token)).Dispose();
            }

            (await app.GetBoundAsync(path, key)).Dispose();
        }

        Assert.Contains(app.Logs.Lines, line => line.Level < LogLevel.Information);
        Assert.All(app.Logs.Lines, line => Assert.False(line.Text.Contains("eyJ", StringComparison.Ordinal) || line.Text.Contains("evil", StringComparison.Ordinal), line.Text));
    }

    [Fact]
    public async Task A_connection_can_be_ended_with_its_token()
    {
        // What HttpConnectionDispatcherOptions.CloseOnAuthenticationExpiration goes by.
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", (HttpContext context) =>
            context.Features.Get<IAuthenticateResultFeature>()!.AuthenticateResult!.Properties!.ExpiresUtc!.Value.ToUnixTimeSeconds()).RequireAccessToken());
        string token = app.Issuer.Issuer.Token(t => t.Claims["exp"] = app.Clock.UnixSeconds + 60);

        using HttpResponseMessage response = await app.GetAsync("/", token);

        Assert.Equal(app.Clock.UnixSeconds + 60, long.Parse(await response.Content.ReadAsStringAsync(), System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class Other(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());

        // As AddJwtBearer does.
        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.Append("WWW-Authenticate", "Other realm=\"other\"");
            return Task.CompletedTask;
        }
    }
}
