using Verifier.Tenants;

namespace Verifier.AccessTokens;

/// <summary>What may change about a verified token while it is cached: judged anew at each request.</summary>
internal static class StandingRules
{
    public static Reason Check(AccessToken token, TenantSnapshot tenant, long now)
    {
        // On or after, not after (RFC 7519 section 4.1.4).
        if (now >= token.ExpiresAt + tenant.Policy.ClockSkew)
        {
            return Reason.TokenExpired;
        }

        RevocationSet revocations = tenant.Revocations;
        return !revocations.IsEmpty
            && revocations.Revokes(token.Issuer, token.Id, token.Subject, token.SessionId, token.ClientId, token.IssuedAt, tenant.Policy.ClockSkew, now)
            ? Reason.TokenRevoked
            : Reason.None;
    }
}
