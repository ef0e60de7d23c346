using Microsoft.AspNetCore.Authorization;
using Verifier.AspNetCore.Authentication;

namespace Verifier.AspNetCore.Protection;

/// <summary>
/// Demands an access token for a controller, an action, a Razor page or a hub; what <c>RequireAccessToken</c> puts on an endpoint too. The authorization middleware enforces it before any body
/// is read. Several on one endpoint all hold; <c>[AllowAnonymous]</c> lifts them, as it does with <c>[Authorize]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = true)]
public sealed class RequireAccessTokenAttribute : Attribute, IAuthorizeData, IAuthorizationRequirementData
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

    private static AccessDemand DemandFor(string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return scopes.Length == 0 ? AccessDemand.None : new AccessRequirement().Scopes(scopes).ToDemand();
    }
}
