using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Protection;

/// <summary>The first lock, turned by the authorization middleware: a verdict that lets this very endpoint's demand pass, whatever the application's default policy says.</summary>
internal sealed class AccessTokenRequirement : IAuthorizationRequirement
{
    public static AccessTokenRequirement Instance { get; } = new();

    /// <summary>Judges it.</summary>
    internal sealed class Handler(RequestJudge judge) : AuthorizationHandler<AccessTokenRequirement>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessTokenRequirement requirement)
        {
            // Where the resource is no request (a hub's method, a call of IAuthorizationService) there is nothing to be sure by.
            if (context.Resource is HttpContext http && (await judge.JudgeAsync(http)).IsAllowed)
            {
                context.Succeed(requirement);
            }
        }
    }
}
