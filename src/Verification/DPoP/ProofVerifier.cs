using Verifier.Jose;

namespace Verifier.DPoP;

/// <summary>Every check of RFC 9449 section 4.3, the cheap ones first; the key is imported only once its thumbprint is the one that a verified token is bound to.</summary>
internal static class ProofVerifier
{
    private const int MaxRsaBits = 4096;

    public static Reason Verify(in ProofDemand demand, BoundedCache<string, ProofKey> keys, out ProofClaims? claims)
    {
        claims = null;
        string bound = demand.Token.Thumbprint ?? "";
        _ = keys.TryGet(bound, out ProofKey? held);
        Reason reason = UnverifiedProof.TryRead(demand.Request.DPoP.Value ?? "", out UnverifiedProof? proof, held);
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
        string thumbprint = held?.Key.Jwk.HasParametersOf(proof.Key) == true ? bound : proof.Key.Thumbprint;
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
        SignatureKey key = held?.Key ?? new SignatureKey(proof.Key.Bare());
        if (held is null && !key.TryImport())
        {
            return Reason.ProofJwkInvalid;
        }

        if (!key.Verify(proof.Algorithm, proof.SigningInput, proof.Signature))
        {
            return Reason.ProofSignatureInvalid;
        }

        if (held is null)
        {
            keys.Set(thumbprint, ProofKey.Of(proof, key));
        }

        claims = unverified;
        return Reason.None;
    }
}
