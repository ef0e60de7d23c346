using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.AccessTokens;

/// <summary>Reads a payload whose signature is good and judges its claims: RFC 7519 section 4.1, RFC 9068 sections 2.2 and 4, RFC 8725 section 3.</summary>
internal static class AccessTokenReader
{
    public static Reason TryRead(byte[] payload, TenantPolicy tenant, long now, out AccessToken? token)
    {
        token = null;
        TokenClaims claims = TokenClaims.Read(payload);
        Reason reason = CheckKind(in claims);
        if (reason != Reason.None)
        {
            return reason;
        }

        reason = CheckRequired(in claims, tenant.RequiresRfc9068);
        if (reason != Reason.None)
        {
            return reason;
        }

        if (!NumericDate.TryRead(claims.ExpiresAt, out double? expiresAt)
            || !NumericDate.TryRead(claims.IssuedAt, out double? issuedAt)
            || !NumericDate.TryRead(claims.NotBefore, out double? notBefore)
            || !claims.Issuer.TryGetString(out string? issuer)
            || !TryReadText(claims.Subject, out string? subject)
            || !TryReadText(claims.Id, out string? id)
            || !TryReadText(claims.SessionId, out string? sessionId)
            || !TryReadText(claims.Client, out string? client)
            || !StringList.TryReadOne(claims.Audience, out IReadOnlyList<string> audiences)
            || !StringList.TryReadScopes(claims.Scope, claims.Scp, out IReadOnlyList<string> scopes)
            || !Confirmation.TryRead(claims.Confirmation, out Confirmation confirmation)
            || !Delegation.TryRead(claims.Actor, out IReadOnlyList<string> actors, out string? actor))
        {
            return Reason.TokenClaimInvalid;
        }

        if (issuedAt > now + tenant.ClockSkew || notBefore > now + tenant.ClockSkew)
        {
            return Reason.TokenNotYetValid;
        }

        if (!tenant.Audiences.Overlaps(audiences))
        {
            return Reason.TokenAudienceMismatch;
        }

        token = new AccessToken
        {
            Tenant = tenant.Name,
            Issuer = issuer,
            Subject = subject,
            ClientId = client,
            Audiences = audiences,
            Scopes = scopes,
            ExpiresAt = expiresAt!.Value,
            IssuedAt = issuedAt!.Value,
            AuthenticatedAt = claims.AuthenticatedAt.TryGetNumber(out double at) ? at : null,
            Id = id,
            SessionId = sessionId,
            Acr = claims.Acr.TryGetString(out string? acr) ? acr : null,
            Thumbprint = confirmation.Thumbprint,
            CertificateThumbprint = confirmation.CertificateThumbprint,
            Actor = actor,
            DelegationChain = actors,
            Claims = payload,
        };
        return Reason.None;
    }

    // An ID token, a logout token or a security event that the same issuer signed is no access token (RFC 8725 sections 2.8 and 3.12).
    private static Reason CheckKind(in TokenClaims claims)
    {
        bool isOther = claims.HasForeignMark
            || (claims.TokenUse.Exists && !claims.TokenUse.StringEquals("access"u8))
            || claims.Type.StringEquals("ID"u8)
            || claims.Type.StringEquals("Refresh"u8)
            || claims.Type.StringEquals("Logout"u8);
        return isOther ? Reason.TokenTypNotAllowed : Reason.None;
    }

    private static Reason CheckRequired(in TokenClaims claims, bool rfc9068)
    {
        bool all = claims.Issuer.Exists && claims.ExpiresAt.Exists && claims.IssuedAt.Exists && claims.Audience.Exists;
        bool profile = !rfc9068 || (claims.Subject.Exists && claims.ClientId.Exists && claims.Id.Exists);
        return all && profile ? Reason.None : Reason.TokenClaimMissing;
    }

    // Absent is fine; null, like any wrong type, is not.
    private static bool TryReadText(JsonValue value, out string? text) => value.TryGetString(out text) || !value.Exists;
}
