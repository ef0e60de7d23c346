using Verifier.AccessTokens;
using Verifier.Tenants;

namespace Verifier;

/// <summary>What an endpoint demands of a token that is otherwise good.</summary>
internal static class DemandRules
{
    public static Reason Check(AccessToken token, AccessDemand demand, TenantPolicy tenant, long now)
    {
        if (demand.Audiences.Count > 0 && !ContainsAny(token.Audiences, demand.Audiences))
        {
            return Reason.TokenAudienceMismatch;
        }

        foreach (string name in demand.RequiredClaims)
        {
            if (!token.HasClaim(name))
            {
                return Reason.RequiredClaimMissing;
            }
        }

        foreach (string scope in demand.Scopes)
        {
            if (!token.HasScope(scope))
            {
                return Reason.ScopeMissing;
            }
        }

        foreach (IReadOnlyList<string> group in demand.AnyScopes)
        {
            if (!ContainsAny(token.Scopes, group))
            {
                return Reason.ScopeMissing;
            }
        }

        if (demand.AcrValues.Count > 0 && (token.Acr is null || !Contains(demand.AcrValues, token.Acr)))
        {
            return Reason.AcrInsufficient;
        }

        return demand.MaxAgeSeconds is { } maxAge && !IsRecent(token.AuthenticatedAt, maxAge, tenant.ClockSkew, now) ? Reason.AuthTooOld : Reason.None;
    }

    // An authentication in the future is no evidence of a recent one.
    private static bool IsRecent(double? authenticatedAt, long maxAge, int skew, long now)
        => authenticatedAt is { } at && at <= now + skew && now - at <= (double)maxAge + skew;

    private static bool ContainsAny(IReadOnlyList<string> values, IReadOnlyList<string> wanted)
    {
        foreach (string value in wanted)
        {
            if (Contains(values, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(IReadOnlyList<string> values, string wanted)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (string.Equals(values[i], wanted, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
