using System.Net;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>The attribute on an action is a lock of its own.</summary>
public sealed class ActionTests
{
    [Fact]
    public async Task Scopes_hold_in_MVC_without_endpoint_routing()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.UseMvc(), services => services.AddMvc(mvc => mvc.EnableEndpointRouting = false).AddApplicationPart(typeof(ActionTests).Assembly));

        Assert.Equal(HttpStatusCode.Forbidden, await PostLetterAsync(app, "/marked", "other"));
        Assert.Equal(HttpStatusCode.OK, await PostLetterAsync(app, "/marked", "read:orders"));
    }

    [Fact]
    public async Task A_handler_that_grants_every_requirement_opens_no_action()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapControllers(),
            services =>
            {
                services.AddControllers().AddApplicationPart(typeof(ActionTests).Assembly);
                services.AddSingleton<IAuthorizationHandler, Generous>();
            });

        Assert.Equal(HttpStatusCode.Forbidden, await PostLetterAsync(app, "/marked", "other"));
    }

    private static async Task<HttpStatusCode> PostLetterAsync(ProtectedApp app, string path, string scope)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent("{\"text\":\"x\"}", Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {app.Issuer.Issuer.Token(t => t.Claims["scope"] = scope)}");
        using HttpResponseMessage response = await app.Http.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class Generous : IAuthorizationHandler
    {
        public Task HandleAsync(AuthorizationHandlerContext context)
        {
            foreach (IAuthorizationRequirement requirement in context.PendingRequirements.ToList())
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
