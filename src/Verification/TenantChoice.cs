using Verifier.DPoP;
using Verifier.Tenants;

namespace Verifier;

/// <summary>Which tenant judges a request: the one that was named, else the one whose public origin is the request's, else the one that lists the token's unverified issuer.</summary>
/// <param name="Reason">Why there is none.</param>
/// <param name="Name">The tenant's name.</param>
/// <param name="IsByToken">Whether the token's issuer made the choice.</param>
internal readonly record struct TenantChoice(Reason Reason, string? Name, bool IsByToken = false)
{
    public static TenantChoice Of(AccessRequest request, TenantIndex index)
    {
        if (request.Tenant is { } named)
        {
            return index.Contains(named) && IsAllowed(request, named) ? new(Reason.None, named) : new(Reason.IssuerUnknown, null);
        }

        if (!index.HasOrigins || !ProtectedUrl.TryReadOriginOf(request.Url, out string? origin) || index.ByOrigin(origin) is not { Count: > 0 } names)
        {
            return default;
        }

        // An origin that is other tenants' alone leaves nothing for a token to choose.
        TenantChoice choice = OneOf(names, request);
        return choice is { Reason: Reason.None, Name: null } ? new(Reason.IssuerUnknown, null) : choice;
    }

    /// <summary>The choice that a token makes by its issuer, where nothing else does.</summary>
    public static TenantChoice Of(AccessRequest request, TenantIndex index, string? issuer)
    {
        if (issuer is null)
        {
            return new(Reason.IssuerMissing, null);
        }

        TenantChoice choice = OneOf(index.ByIssuer(issuer), request);
        return choice is { Reason: Reason.None, Name: null } ? new(Reason.IssuerUnknown, null) : choice with { IsByToken = true };
    }

    private static TenantChoice OneOf(IReadOnlyList<string> names, AccessRequest request)
    {
        string? only = null;
        foreach (string name in names)
        {
            if (!IsAllowed(request, name))
            {
                continue;
            }

            if (only is not null)
            {
                return new(Reason.TenantAmbiguous, null);
            }

            only = name;
        }

        return new(Reason.None, only);
    }

    private static bool IsAllowed(AccessRequest request, string name) => request.AllowedTenants?.Contains(name) ?? true;
}
