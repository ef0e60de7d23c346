using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.AspNetCore.Authentication;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>The short way of an endpoint that demands a token alone goes past nothing that the application has said itself.</summary>
public sealed class OwnWordTests
{
    [Fact]
    public async Task An_applications_handler_that_vetoes_every_request_is_heard()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(),
            services => services.AddSingleton<IAuthorizationHandler, Veto>());

        Assert.Equal(HttpStatusCode.Forbidden, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()))).Status);
    }

    [Fact]
    public async Task An_applications_transformation_of_claims_is_applied()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", (ClaimsPrincipal user) => user.FindFirstValue("added")).RequireAccessToken(),
            services => services.AddSingleton<IClaimsTransformation, Addition>());

        Assert.Equal("here", await (await app.GetAsync("/", app.Issuer.Issuer.Token())).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_user_that_a_middleware_has_put_in_place_of_the_tokens_is_not_taken_for_it()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UseRouting();
            app.UseAuthentication();
            app.Use((HttpContext context, RequestDelegate next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "somebody")], "own"));
                return next(context);
            });
            app.UseAuthorization();
            app.MapGet("/", (ClaimsPrincipal user) => user.Identity!.Name).RequireAccessToken();
        });

        Assert.Equal("user-1", await (await app.GetAsync("/", app.Issuer.Issuer.Token())).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_user_that_a_middleware_has_put_in_place_is_nobody_once_the_token_is_refused()
    {
        string? after = "not seen";
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UseRouting();
            app.UseAuthentication();
            app.Use(async (HttpContext context, RequestDelegate next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "somebody")], "own"));
                await next(context);
                after = context.User.Identity?.Name;
            });
            app.UseAuthorization();
            app.MapGet("/", () => "in").RequireAccessToken();
        });

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token() + "x"))).Status);
        Assert.Null(after);
    }

    [Fact]
    public async Task An_applications_own_authentication_service_answers_refusals_itself()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(),
            services => services.AddSingleton<IAuthenticationService, Teapot>());

        Assert.Equal((HttpStatusCode)StatusCodes.Status418ImATeapot, (await ProtectedApp.ReadAsync(app.GetAsync("/"))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_that_the_application_hands_to_another_scheme_is_that_schemes(bool isAll)
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(),
            services =>
            {
                services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TeapotScheme>("teapot", null);
                services.Configure<AuthenticationSchemeOptions>(VerifierScheme.Name, options => _ = isAll ? options.ForwardDefault = "teapot" : options.ForwardChallenge = "teapot");
            });

        Assert.Equal((HttpStatusCode)StatusCodes.Status418ImATeapot, (await ProtectedApp.ReadAsync(app.GetAsync("/"))).Status);
    }

    [Fact]
    public async Task An_applications_own_answer_to_what_authorization_says_is_given()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(),
            services => services.AddSingleton<IAuthorizationMiddlewareResultHandler, Teapot>());

        Assert.Equal((HttpStatusCode)StatusCodes.Status418ImATeapot, (await ProtectedApp.ReadAsync(app.GetAsync("/"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/", app.Issuer.Issuer.Token())).StatusCode);
    }

    [Fact]
    public async Task What_one_request_does_to_its_user_another_one_does_not_see()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", (ClaimsPrincipal user) =>
        {
            ((ClaimsIdentity)user.Identity!).AddClaim(new Claim("mark", "x"));
            user.AddIdentity(new ClaimsIdentity([new Claim("mark", "y")]));
            return string.Concat(user.FindAll("mark").Select(claim => claim.Value));
        }).RequireAccessToken());
        string token = app.Issuer.Issuer.Token();

        Assert.Equal("xy", await (await app.GetAsync("/", token)).Content.ReadAsStringAsync());
        Assert.Equal("xy", await (await app.GetAsync("/", token)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_user_answers_whatever_a_principal_can_be_asked()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", (ClaimsPrincipal user) => string.Join(
            '|',
            user.Claims.Any(),
            user.HasClaim("sub", "user-1"),
            user.HasClaim(claim => claim.Type == "sub"),
            user.FindFirst(claim => claim.Type == "sub")?.Value,
            user.FindAll(claim => claim.Type == "sub").Single().Value,
            user.Clone().FindFirst("sub")?.Value,
            new ClaimsPrincipal(user).Identities.Single().Name,
            user.IsInRole("nobody"),
            Written(user).FindFirst("sub")?.Value)).RequireAccessToken());

        Assert.Equal("True|True|True|user-1|user-1|user-1|user-1|False|user-1", await (await app.GetAsync("/", app.Issuer.Issuer.Token())).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_that_cannot_be_bound_is_not_looked_at_without_a_token()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app =>
            {
                ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
                app.MapGet("/", (int number) => number).RequireAccessToken();
            },
            services => services.Configure<Microsoft.AspNetCore.Routing.RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true));

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/?number=none"))).Status);
    }

    private static ClaimsPrincipal Written(ClaimsPrincipal user)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        user.WriteTo(writer);
        writer.Flush();
        stream.Position = 0;
        using BinaryReader reader = new(stream);
        return new ClaimsPrincipal(reader);
    }

    private sealed class Veto : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            context.Fail();
            return Task.CompletedTask;
        }
    }

    private sealed class Addition : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim("added", "here"));
            return Task.FromResult(principal);
        }
    }

    private sealed class TeapotScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        }
    }

    private sealed class Teapot : IAuthenticationService, IAuthorizationMiddlewareResultHandler
    {
        public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) => Task.FromResult(AuthenticateResult.NoResult());

        public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => AnswerAsync(context);

        public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => AnswerAsync(context);

        public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties) => AnswerAsync(context);

        public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => AnswerAsync(context);

        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
            => authorizeResult.Succeeded ? next(context) : AnswerAsync(context);

        private static Task AnswerAsync(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Task.CompletedTask;
        }
    }
}
