using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Authentication;

namespace Verifier.AspNetCore.Protection;

/// <summary>
/// Demands an access token for a controller, an action, a Razor page or a hub; what <c>RequireAccessToken</c> puts on an endpoint too. The authorization middleware enforces it before any body
/// is read. Several on one endpoint all hold; <c>[AllowAnonymous]</c> lifts them, as it does with <c>[Authorize]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = true)]
public sealed class RequireAccessTokenAttribute : Attribute, IAuthorizeData, IAuthorizationRequirementData, IAsyncAuthorizationFilter
{
    /// <summary>Demands a valid token with all of these scopes.</summary>
    /// <exception cref="ArgumentException">A scope is not of RFC 6749's alphabet.</exception>
    public RequireAccessTokenAttribute(params string[] scopes)
        : this(DemandFor(scopes))
    {
    }

    internal RequireAccessTokenAttribute(AccessDemand demand) => Demand = demand;

    internal AccessDemand Demand { get; }

    /// <inheritdoc />
    string? IAuthorizeData.AuthenticationSchemes { get => VerifierScheme.Name; set => throw new NotSupportedException(); }

    /// <inheritdoc />
    string? IAuthorizeData.Policy { get => null; set => throw new NotSupportedException(); }

    /// <inheritdoc />
    string? IAuthorizeData.Roles { get => null; set => throw new NotSupportedException(); }

    /// <inheritdoc />
    IEnumerable<IAuthorizationRequirement> IAuthorizationRequirementData.GetRequirements() => [AccessTokenRequirement.Instance];

    /// <summary>The second lock of actions and pages; without endpoint routing (<c>UseMvc</c>) the only one that knows of scopes.</summary>
    async Task IAsyncAuthorizationFilter.OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        HttpContext http = context.HttpContext;
        Endpoint? endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null || context.Filters.Any(filter => filter is IAllowAnonymousFilter))
        {
            return;
        }

        RequestJudge judge = http.RequestServices.GetRequiredService<RequestJudge>();
        Verdict verdict = await (endpoint is null ? judge.JudgeAsync(http, Demand) : judge.JudgeAsync(http));
        if (!verdict.IsAllowed)
        {
            await http.RequestServices.GetRequiredService<RefusalWriter>().WriteAsync(http, verdict);
            context.Result = new EmptyResult();
        }
    }

    private static AccessDemand DemandFor(string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return scopes.Length == 0 ? AccessDemand.None : new AccessRequirement().Scopes(scopes).ToDemand();
    }
}
