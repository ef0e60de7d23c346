using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Verifier.AspNetCore.Protection;

// Where ASP.NET Core developers find such methods without a using.
namespace Microsoft.AspNetCore.Builder;

/// <summary>Protects endpoints and groups of them.</summary>
public static class VerifierEndpointConventions
{
    /// <summary>
    /// Demands a valid access token with all of these scopes: by metadata, which the authorization middleware enforces before any body is read, and by a second lock around the endpoint itself.
    /// On a group it holds for all its endpoints, beside what they demand themselves.
    /// </summary>
    /// <param name="builder">An endpoint, or a group.</param>
    /// <param name="scopes">The scopes; none: any valid token.</param>
    /// <exception cref="ArgumentException">A scope is not of RFC 6749's alphabet.</exception>
    public static TBuilder RequireAccessToken<TBuilder>(this TBuilder builder, params string[] scopes)
        where TBuilder : IEndpointConventionBuilder
        => Protect(builder, new RequireAccessTokenAttribute(scopes));

    /// <summary>Demands a valid access token that meets all that is said: any of several scopes, audiences, claims, step-up (RFC 9470).</summary>
    /// <param name="builder">An endpoint, or a group.</param>
    /// <param name="demand">Says it.</param>
    /// <exception cref="ArgumentException">It cannot be met, or a text in it is not of its alphabet.</exception>
    public static TBuilder RequireAccessToken<TBuilder>(this TBuilder builder, Action<AccessRequirement> demand)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(demand);
        AccessRequirement requirement = new();
        demand(requirement);
        return Protect(builder, new RequireAccessTokenAttribute(requirement.ToDemand()));
    }

    private static TBuilder Protect<TBuilder>(TBuilder builder, RequireAccessTokenAttribute demand)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(demand, Answers(StatusCodes.Status401Unauthorized), Answers(StatusCodes.Status403Forbidden));
        builder.Add(static endpoint =>
        {
            // Some kinds get theirs later; they have the metadata's lock.
            if (endpoint.RequestDelegate is { } handler)
            {
                endpoint.RequestDelegate = EndpointLock.Around(handler);
            }
        });
        return builder;
    }

    // For the application's OpenAPI document.
    private static ProducesResponseTypeMetadata Answers(int status) => new(status, typeof(ProblemDetails), ["application/problem+json"]);
}
