using Verifier.AccessTokens;
using Verifier.Tenants;

namespace Verifier.DPoP;

/// <summary>What a proof must fit: the request, the tenant's rules, the access token, and the moment.</summary>
/// <param name="Request">The protected request; its method and URL are known.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Token">The access token, verified and bound to a key.</param>
/// <param name="TokenHash">The access token's hash.</param>
/// <param name="Now">Unix seconds.</param>
internal readonly record struct ProofDemand(AccessRequest Request, TenantSnapshot Tenant, AccessToken Token, TokenHash TokenHash, long Now)
{
    public DPoPPolicy Policy => Tenant.Policy.DPoP;

    /// <summary>The URL that the client used, as far as that is known.</summary>
    public string? Url => Request.PrefersPublicOrigin && Tenant.Policy.PublicOrigin is { } origin && Request.Url is { } url ? ProtectedUrl.Rebase(url, origin) : Request.Url;
}
