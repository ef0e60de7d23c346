using Verifier.Jose;

namespace Verifier.DPoP;

/// <summary>Every check of RFC 9449 section 4.3, the cheap ones first; the key is imported only once its thumbprint is the one that a verified token is bound to.</summary>
internal static class ProofVerifier
{
    private const int MaxRsaBits = 4096;

    public static Reason Verify(in ProofDemand demand, BoundedCache<string, SignatureKey> keys, out ProofClaims? claims)
    {
        claims = null;
        Reason reason = UnverifiedProof.TryRead(demand.Request.DPoP.Value ?? "", out UnverifiedProof? proof);
        if (proof is null)
        {
            return reason;
        }

        if (!demand.Policy.Algorithms.Contains(proof.Algorithm))
        {
            return Reason.ProofAlg;
        }

        if (proof.Key.ModulusBits > MaxRsaBits)
        {
            return Reason.ProofJwkInvalid;
        }

        // A key that has been seen before needs no hash to be known again.
        string bound = demand.Token.Thumbprint ?? "";
        bool isHeld = keys.TryGet(bound, out SignatureKey? key);
        string thumbprint = isHeld && key!.Jwk.HasParametersOf(proof.Key) ? bound : proof.Key.Thumbprint;
        reason = proof.TryReadClaims(demand.Tenant, thumbprint, out ProofClaims? unverified);
        if (unverified is null)
        {
            return reason;
        }

        reason = ProofRules.Check(unverified, in demand);
        if (reason != Reason.None)
        {
            return reason;
        }

        if (!string.Equals(thumbprint, demand.Token.Thumbprint, StringComparison.Ordinal))
        {
            return Reason.TokenBindingMismatch;
        }

        if (!SignatureKey.AlgorithmsOf(proof.Key).Contains(proof.Algorithm))
        {
            return Reason.ProofJwkInvalid;
        }

        // What is kept under a thumbprint is what the thumbprint covers: another proof's jwk may state another kid, use or alg.
        key ??= new SignatureKey(proof.Key.Bare());
        if (!isHeld && !key.TryImport())
        {
            return Reason.ProofJwkInvalid;
        }

        if (!key.Verify(proof.Algorithm, proof.SigningInput, proof.Signature))
        {
            return Reason.ProofSignatureInvalid;
        }

        if (!isHeld)
        {
            keys.Set(thumbprint, key);
        }

        claims = unverified;
        return Reason.None;
    }
}
