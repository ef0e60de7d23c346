namespace Verifier;

/// <summary>Why a request was refused; <see cref="None"/> means that nothing speaks against it. The codes are the HTTP contract's, see <see cref="Refusal.Code"/>.</summary>
public enum Reason
{
    /// <summary>Satisfied.</summary>
    None = 0,

    /// <summary>No Authorization header.</summary>
    CredentialsMissing,

    /// <summary>More than one Authorization header.</summary>
    AuthorizationMultiple,

    /// <summary>The Authorization header is not <c>scheme SP token68</c> (RFC 9110 section 11.4).</summary>
    AuthorizationMalformed,

    /// <summary>A scheme other than Bearer and DPoP.</summary>
    AuthorizationSchemeUnknown,

    /// <summary>Bearer or DPoP, where the tenant does not take it.</summary>
    SchemeNotAccepted,

    /// <summary>The access token is longer than 16 KiB.</summary>
    TokenTooLarge,

    /// <summary>The access token is no strict compact JWS of two JSON objects (RFC 7515 section 5.2, RFC 7519 section 7.2).</summary>
    TokenMalformed,

    /// <summary>The access token's <c>alg</c> is not among the tenant's (RFC 8725 section 3.1).</summary>
    TokenAlgNotAllowed,

    /// <summary>The access token's <c>typ</c>, or another mark, says that it is something else (RFC 8725 section 3.11).</summary>
    TokenTypNotAllowed,

    /// <summary>The access token has <c>crit</c>, and no extension is understood (RFC 7515 section 4.1.11).</summary>
    TokenCritUnsupported,

    /// <summary>The access token has no <c>iss</c>.</summary>
    IssuerMissing,

    /// <summary>The access token's <c>iss</c> is not one of the tenant's issuers.</summary>
    IssuerUnknown,

    /// <summary>Several tenants list the access token's issuer, and nobody named one.</summary>
    TenantAmbiguous,

    /// <summary>The issuer publishes no key with the token's <c>kid</c>.</summary>
    KeyUnknown,

    /// <summary>Several keys fit and the token does not say which.</summary>
    KeyAmbiguous,

    /// <summary>The key with the token's <c>kid</c> must not be used with its algorithm (RFC 7517 section 4).</summary>
    KeyUnusable,

    /// <summary>No usable key is held for the issuer and it cannot be reached or answers nonsense.</summary>
    KeysUnavailable,

    /// <summary>The access token's signature is not its key's.</summary>
    SignatureInvalid,

    /// <summary>A claim that every access token needs is missing.</summary>
    TokenClaimMissing,

    /// <summary>A claim has the wrong type or an impossible value.</summary>
    TokenClaimInvalid,

    /// <summary>The access token's <c>exp</c> is past.</summary>
    TokenExpired,

    /// <summary>The access token's <c>nbf</c> or <c>iat</c> is in the future.</summary>
    TokenNotYetValid,

    /// <summary>The access token is meant for another API.</summary>
    TokenAudienceMismatch,

    /// <summary>The access token was revoked.</summary>
    TokenRevoked,

    /// <summary>A claim that this endpoint needs is missing or null.</summary>
    RequiredClaimMissing,

    /// <summary>The access token lacks a scope that this endpoint needs.</summary>
    ScopeMissing,

    /// <summary>The access token's <c>acr</c> is none of those that this endpoint takes (RFC 9470).</summary>
    AcrInsufficient,

    /// <summary>The access token's <c>auth_time</c> is too old for this endpoint, or missing (RFC 9470).</summary>
    AuthTooOld,

    /// <summary>A DPoP-bound access token came with the Bearer scheme (RFC 9449 section 7.2).</summary>
    TokenBoundAsBearer,

    /// <summary>The DPoP scheme with an access token that is not DPoP-bound.</summary>
    TokenNotBound,

    /// <summary>The access token is bound to another key than the proof's (RFC 9449 section 4.3, check 12).</summary>
    TokenBindingMismatch,

    /// <summary>The DPoP scheme without a proof.</summary>
    ProofMissing,

    /// <summary>More than one DPoP header (RFC 9449 section 4.3, check 1).</summary>
    ProofMultiple,

    /// <summary>A proof with the Bearer scheme.</summary>
    ProofWithBearer,

    /// <summary>A proof, but the protected request's method or URL was not told.</summary>
    ProofRequestMissing,

    /// <summary>The proof is longer than 8 KiB.</summary>
    ProofTooLarge,

    /// <summary>The proof is no strict compact JWS of two JSON objects (RFC 9449 section 4.3, check 2).</summary>
    ProofMalformed,

    /// <summary>The proof's <c>typ</c> is not <c>dpop+jwt</c> (check 4).</summary>
    ProofTyp,

    /// <summary>The proof's <c>alg</c> is not among the tenant's (check 5).</summary>
    ProofAlg,

    /// <summary>The proof's <c>jwk</c> is missing, malformed, too weak, or does not fit its <c>alg</c>.</summary>
    ProofJwkInvalid,

    /// <summary>The proof's <c>jwk</c> contains a private key (check 7).</summary>
    ProofJwkPrivate,

    /// <summary>The proof's signature is not its key's (check 6).</summary>
    ProofSignatureInvalid,

    /// <summary>A claim that every proof needs is missing (check 3).</summary>
    ProofClaimMissing,

    /// <summary>A claim of the proof has the wrong type or an impossible value.</summary>
    ProofClaimInvalid,

    /// <summary>The proof was made for another method (check 8).</summary>
    ProofHtmMismatch,

    /// <summary>The proof was made for another URL (check 9).</summary>
    ProofHtuMismatch,

    /// <summary>The proof is too old (check 11).</summary>
    ProofIatTooOld,

    /// <summary>The proof is from the future (check 11).</summary>
    ProofIatFuture,

    /// <summary>The proof was made for another access token (check 12).</summary>
    ProofAthMismatch,

    /// <summary>The access token is certificate-bound and no client certificate was presented (RFC 8705 section 3).</summary>
    CertificateMissing,

    /// <summary>The access token is bound to another certificate (RFC 8705 section 3).</summary>
    CertificateMismatch,

    /// <summary>The proof was used before (RFC 9449 section 11.1).</summary>
    ProofReplayed,

    /// <summary>The tenant demands a nonce and the proof has none (RFC 9449 section 9).</summary>
    NonceMissing,

    /// <summary>The proof's nonce is not valid now (RFC 9449 section 9).</summary>
    NonceInvalid,

    /// <summary>The proof may be older than what the replay ledger remembers; a new proof with the nonce sent along will do.</summary>
    ReplayFence,

    /// <summary>The replay ledger cannot be asked.</summary>
    ReplayUnavailable,

    /// <summary>The replay ledger is full for this tenant or key.</summary>
    Overloaded,
}
