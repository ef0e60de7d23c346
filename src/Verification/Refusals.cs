namespace Verifier;

/// <summary>The contract's table, once: reason to code, status, error and description.</summary>
public static class Refusals
{
    private const string InvalidRequest = "invalid_request";
    private const string InvalidToken = "invalid_token";
    private const string InvalidProof = "invalid_dpop_proof";
    private const string StepUp = "insufficient_user_authentication";
    private const string Unavailable = "temporarily_unavailable";

    private static readonly Refusal[] Table = [.. Enum.GetValues<Reason>().Select(Describe)];

    /// <summary>What the contract says about a reason.</summary>
    public static Refusal Of(Reason reason) => Table[(int)reason];

    private static Refusal Describe(Reason reason) => reason switch
    {
        Reason.None => new("none", 200, null, ""),
        Reason.CredentialsMissing => new("credentials_missing", 401, null, "No credentials were sent."),
        Reason.AuthorizationMultiple => new("authorization_multiple", 400, InvalidRequest, "More than one Authorization header was sent."),
        Reason.AuthorizationMalformed => new("authorization_malformed", 400, InvalidRequest, "The Authorization header is malformed."),
        Reason.AuthorizationSchemeUnknown => new("authorization_scheme_unknown", 401, null, "The authorization scheme is not known here."),
        Reason.SchemeNotAccepted => new("scheme_not_accepted", 401, null, "The authorization scheme is not accepted here."),
        Reason.TokenTooLarge => new("token_too_large", 401, InvalidToken, "The access token is too large."),
        Reason.TokenMalformed => new("token_malformed", 401, InvalidToken, "The access token is malformed."),
        Reason.TokenAlgNotAllowed => new("token_alg_not_allowed", 401, InvalidToken, "The access token's algorithm is not allowed."),
        Reason.TokenTypNotAllowed => new("token_typ_not_allowed", 401, InvalidToken, "The token is not an access token."),
        Reason.TokenCritUnsupported => new("token_crit_unsupported", 401, InvalidToken, "The access token demands an extension that is not supported."),
        Reason.IssuerMissing => new("issuer_missing", 401, InvalidToken, "The access token names no issuer."),
        Reason.IssuerUnknown => new("issuer_unknown", 401, InvalidToken, "The access token's issuer is not accepted here."),
        Reason.TenantAmbiguous => new("tenant_ambiguous", 401, InvalidToken, "The access token does not say which tenant it is for."),
        Reason.KeyUnknown => new("key_unknown", 401, InvalidToken, "The access token's key is not one of its issuer's."),
        Reason.KeyAmbiguous => new("key_ambiguous", 401, InvalidToken, "The access token does not say which of its issuer's keys it is signed with."),
        Reason.KeyUnusable => new("key_unusable", 401, InvalidToken, "The access token's key must not be used for its algorithm."),
        Reason.KeysUnavailable => new("keys_unavailable", 503, Unavailable, "The issuer's keys are not available at present."),
        Reason.SignatureInvalid => new("signature_invalid", 401, InvalidToken, "The access token's signature is not valid."),
        Reason.TokenClaimMissing => new("token_claim_missing", 401, InvalidToken, "The access token lacks a claim."),
        Reason.TokenClaimInvalid => new("token_claim_invalid", 401, InvalidToken, "A claim of the access token is not valid."),
        Reason.TokenExpired => new("token_expired", 401, InvalidToken, "The access token has expired."),
        Reason.TokenNotYetValid => new("token_not_yet_valid", 401, InvalidToken, "The access token is not valid yet."),
        Reason.TokenAudienceMismatch => new("token_audience_mismatch", 401, InvalidToken, "The access token is meant for another audience."),
        Reason.TokenRevoked => new("token_revoked", 401, InvalidToken, "The access token was revoked."),
        Reason.RequiredClaimMissing => new("required_claim_missing", 401, InvalidToken, "The access token lacks a claim that is needed here."),
        Reason.ScopeMissing => new("scope_missing", 403, "insufficient_scope", "The access token lacks a scope that is needed here."),
        Reason.AcrInsufficient => new("acr_insufficient", 401, StepUp, "A stronger authentication is needed here."),
        Reason.AuthTooOld => new("auth_too_old", 401, StepUp, "A more recent authentication is needed here."),
        Reason.TokenBoundAsBearer => new("token_bound_as_bearer", 401, InvalidToken, "The access token is bound to a key and needs the DPoP scheme with a proof."),
        Reason.TokenNotBound => new("token_not_bound", 401, InvalidToken, "The access token is not bound to a key."),
        Reason.TokenBindingMismatch => new("token_binding_mismatch", 401, InvalidToken, "The access token is bound to another key."),
        Reason.ProofMissing => new("proof_missing", 401, InvalidProof, "No DPoP proof was sent."),
        Reason.ProofMultiple => new("proof_multiple", 401, InvalidProof, "More than one DPoP proof was sent."),
        Reason.ProofWithBearer => new("proof_with_bearer", 400, InvalidRequest, "A DPoP proof needs the DPoP scheme."),
        Reason.ProofRequestMissing => new("proof_request_missing", 400, InvalidRequest, "A DPoP proof was sent, but the request's method or URL is not known."),
        Reason.ProofTooLarge => new("proof_too_large", 401, InvalidProof, "The DPoP proof is too large."),
        Reason.ProofMalformed => new("proof_malformed", 401, InvalidProof, "The DPoP proof is malformed."),
        Reason.ProofTyp => new("proof_typ", 401, InvalidProof, "The DPoP proof's type is not dpop+jwt."),
        Reason.ProofAlg => new("proof_alg", 401, InvalidProof, "The DPoP proof's algorithm is not allowed."),
        Reason.ProofJwkInvalid => new("proof_jwk_invalid", 401, InvalidProof, "The DPoP proof's key is missing or not valid."),
        Reason.ProofJwkPrivate => new("proof_jwk_private", 401, InvalidProof, "The DPoP proof's key contains a private key."),
        Reason.ProofSignatureInvalid => new("proof_signature_invalid", 401, InvalidProof, "The DPoP proof's signature is not valid."),
        Reason.ProofClaimMissing => new("proof_claim_missing", 401, InvalidProof, "The DPoP proof lacks a claim."),
        Reason.ProofClaimInvalid => new("proof_claim_invalid", 401, InvalidProof, "A claim of the DPoP proof is not valid."),
        Reason.ProofHtmMismatch => new("proof_htm_mismatch", 401, InvalidProof, "The DPoP proof was made for another method."),
        Reason.ProofHtuMismatch => new("proof_htu_mismatch", 401, InvalidProof, "The DPoP proof was made for another URL."),
        Reason.ProofIatTooOld => new("proof_iat_too_old", 401, InvalidProof, "The DPoP proof is too old."),
        Reason.ProofIatFuture => new("proof_iat_future", 401, InvalidProof, "The DPoP proof is from the future."),
        Reason.ProofAthMismatch => new("proof_ath_mismatch", 401, InvalidProof, "The DPoP proof was made for another access token."),
        Reason.CertificateMissing => new("certificate_missing", 401, InvalidToken, "The access token is bound to a certificate and none was presented."),
        Reason.CertificateMismatch => new("certificate_mismatch", 401, InvalidToken, "The access token is bound to another certificate."),
        Reason.ProofReplayed => new("proof_replayed", 401, InvalidProof, "The DPoP proof was used before."),
        Reason.NonceMissing => new("nonce_missing", 401, Refusal.UseNonce, "The DPoP proof needs the nonce that is sent along."),
        Reason.NonceInvalid => new("nonce_invalid", 401, Refusal.UseNonce, "The DPoP proof needs the fresh nonce that is sent along."),
        Reason.ReplayFence => new("replay_fence", 401, Refusal.UseNonce, "The DPoP proof needs to be made anew with the nonce that is sent along."),
        Reason.ReplayUnavailable => new("replay_unavailable", 503, Unavailable, "Proofs cannot be checked for replay at present."),
        Reason.Overloaded => new("overloaded", 503, Unavailable, "Too many proofs are in use at present."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Every reason has a row in this table."),
    };
}
