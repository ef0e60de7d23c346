using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.DPoP;

/// <summary>Ties a proof to this request, this token and this moment: RFC 9449 section 4.3, checks 8 to 12.</summary>
internal static class ProofRules
{
    // With a nonce of ours the client's clock proves nothing; an hour still tells a wrong clock from a wrong century.
    private const int MaxClockErrorBesideNonce = 3600;

    public static Reason Check(ProofClaims proof, in ProofDemand demand)
    {
        if (!string.Equals(proof.Method, demand.Request.Method, StringComparison.Ordinal))
        {
            return Reason.ProofHtmMismatch;
        }

        // A request has no fragment (RFC 9110 section 7.1); cut off as one, what follows would hide the path that is served. In an htu it is ignored.
        if (demand.Url?.Contains('#') != false || !ProtectedUrl.TryRead(demand.Url, out ProtectedUrl? url) || !url.Matches(proof.Url))
        {
            return Reason.ProofHtuMismatch;
        }

        Reason reason = CheckTime(proof, in demand);
        if (reason != Reason.None)
        {
            return reason;
        }

        return demand.TokenHash.IsAth(proof.TokenHash.Span) ? Reason.None : Reason.ProofAthMismatch;
    }

    private static Reason CheckTime(ProofClaims proof, in ProofDemand demand)
    {
        DPoPPolicy policy = demand.Policy;
        if (proof.ExpiresAt is { } expiry && demand.Now >= expiry + policy.ClockSkew)
        {
            return Reason.ProofIatTooOld;
        }

        if (proof.NotBefore is { } start && start > demand.Now + policy.ClockSkew)
        {
            return Reason.ProofIatFuture;
        }

        if (!proof.HasNonce)
        {
            return policy.NonceRequired ? Reason.NonceMissing : CheckIssuedAt(proof.IssuedAt, policy.ProofLifetime, policy.ClockSkew, demand.Now);
        }

        // A nonce that is not valid now is never rescued by an iat, in any mode: it is the proof's time.
        Reason reason = proof.Nonce is { } nonce ? NonceRules.Check(in nonce, demand.Now, policy.ProofLifetime, policy.ClockSkew) : Reason.NonceInvalid;
        return reason != Reason.None ? reason : CheckIssuedAt(proof.IssuedAt, MaxClockErrorBesideNonce, MaxClockErrorBesideNonce, demand.Now);
    }

    // Two windows, not an absolute difference: a client's clock may run ahead by the skew, never by the lifetime.
    private static Reason CheckIssuedAt(double issuedAt, int lifetime, int skew, long now)
        => issuedAt > now + skew ? Reason.ProofIatFuture
            : issuedAt < now - lifetime ? Reason.ProofIatTooOld
            : Reason.None;
}
