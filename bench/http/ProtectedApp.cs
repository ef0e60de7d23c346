using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Verifier.Bench.Http;

/// <summary>
/// One endpoint, <c>GET /orders</c>, in an application: without authentication, with the framework's authentication and authorization and nothing for them to do, behind AddJwtBearer, or behind
/// RequireAccessToken. Nothing else differs.
/// </summary>
internal static class ProtectedApp
{
    public static async Task<int> RunAsync(string kind, string issuer)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");

        // What an installation would not write for each request; the line that says where it listens stays.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        Protect(builder, kind, issuer);
        WebApplication app = builder.Build();
        RouteHandlerBuilder orders = app.MapGet("/orders", static () => "two orders");
        _ = kind switch
        {
            "open" or "framework" => orders,
            "jwtbearer" => orders.RequireAuthorization("read:orders"),
            _ => orders.RequireAccessToken("read:orders"),
        };
        await app.RunAsync();
        return 0;
    }

    private static void Protect(WebApplicationBuilder builder, string kind, string issuer)
    {
        switch (kind)
        {
            case "open":
                break;
            case "framework":
                builder.Services.AddAuthentication();
                builder.Services.AddAuthorization();
                break;
            case "jwtbearer":
                builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
                {
                    options.Authority = issuer;
                    options.Audience = BodyPress.Audience;
                    options.RequireHttpsMetadata = false;
                    options.MapInboundClaims = false;
                });
                builder.Services.AddAuthorizationBuilder().AddPolicy("read:orders", policy => policy.RequireAssertion(context => context.User.FindAll("scope").Any(scope => scope.Value.Split(' ').Contains("read:orders"))));
                break;
            case "verifier":
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Verifier:Replay:AssumeFirstStart"] = "true" });
                builder.Services.AddVerifier(options =>
                {
                    options.AllowHttpLoopback = true;
                    options.AddTenant("bench", issuer, BodyPress.Audience);
                });
                break;
            default:
                throw new ArgumentException($"\"{kind}\" is none of open, framework, jwtbearer and verifier.");
        }
    }
}
