namespace Verifier.Conformance.Reasons;

/// <summary>The HTTP contract's table, written down from the contract and not from the code.</summary>
internal static class ReasonTable
{
    private const string Token = "invalid_token";
    private const string Proof = "invalid_dpop_proof";
    private const string Nonce = "use_dpop_nonce";
    private const string Request = "invalid_request";
    private const string StepUp = "insufficient_user_authentication";
    private const string Unavailable = "temporarily_unavailable";

    private static readonly ReasonRow[] Rows =
    [
        new("credentials_missing", 401, null),
        new("authorization_multiple", 400, Request),
        new("authorization_malformed", 400, Request),
        new("authorization_scheme_unknown", 401, null),
        new("scheme_not_accepted", 401, null),
        new("token_too_large", 401, Token),
        new("token_malformed", 401, Token),
        new("token_alg_not_allowed", 401, Token),
        new("token_typ_not_allowed", 401, Token),
        new("token_crit_unsupported", 401, Token),
        new("issuer_missing", 401, Token),
        new("issuer_unknown", 401, Token),
        new("tenant_ambiguous", 401, Token),
        new("key_unknown", 401, Token),
        new("key_ambiguous", 401, Token),
        new("key_unusable", 401, Token),
        new("keys_unavailable", 503, Unavailable),
        new("signature_invalid", 401, Token),
        new("token_claim_missing", 401, Token),
        new("token_claim_invalid", 401, Token),
        new("token_expired", 401, Token),
        new("token_not_yet_valid", 401, Token),
        new("token_audience_mismatch", 401, Token),
        new("token_revoked", 401, Token),
        new("required_claim_missing", 401, Token),
        new("scope_missing", 403, "insufficient_scope"),
        new("acr_insufficient", 401, StepUp),
        new("auth_too_old", 401, StepUp),
        new("token_bound_as_bearer", 401, Token),
        new("token_not_bound", 401, Token, "DPoP"),
        new("token_binding_mismatch", 401, Token, "DPoP"),
        new("proof_missing", 401, Proof, "DPoP"),
        new("proof_multiple", 401, Proof, "DPoP"),
        new("proof_with_bearer", 400, Request),
        new("proof_request_missing", 400, Request, "DPoP"),
        new("proof_too_large", 401, Proof, "DPoP"),
        new("proof_malformed", 401, Proof, "DPoP"),
        new("proof_typ", 401, Proof, "DPoP"),
        new("proof_alg", 401, Proof, "DPoP"),
        new("proof_jwk_invalid", 401, Proof, "DPoP"),
        new("proof_jwk_private", 401, Proof, "DPoP"),
        new("proof_signature_invalid", 401, Proof, "DPoP"),
        new("proof_claim_missing", 401, Proof, "DPoP"),
        new("proof_claim_invalid", 401, Proof, "DPoP"),
        new("proof_htm_mismatch", 401, Proof, "DPoP"),
        new("proof_htu_mismatch", 401, Proof, "DPoP"),
        new("proof_iat_too_old", 401, Proof, "DPoP"),
        new("proof_iat_future", 401, Proof, "DPoP"),
        new("proof_ath_mismatch", 401, Proof, "DPoP"),
        new("certificate_missing", 401, Token),
        new("certificate_mismatch", 401, Token),
        new("proof_replayed", 401, Proof, "DPoP"),
        new("nonce_missing", 401, Nonce, "DPoP"),
        new("nonce_invalid", 401, Nonce, "DPoP"),
        new("replay_fence", 401, Nonce, "DPoP"),
        new("replay_unavailable", 503, Unavailable, "DPoP"),
        new("overloaded", 503, Unavailable, "DPoP"),
    ];

    /// <summary>The row of a reason, found by the code that its name makes.</summary>
    public static ReasonRow Of(Reason reason) => Rows.SingleOrDefault(row => row.Code.Replace("_", "", StringComparison.Ordinal).Equals(reason.ToString(), StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentOutOfRangeException(nameof(reason), reason, "The contract's table has no such reason.");

    /// <summary>Whether there is such a row.</summary>
    public static bool Has(string code, int status, string? error) => Rows.Any(row => (row.Code, row.Status, row.Error) == (code, status, error));

    /// <summary>How many rows there are.</summary>
    public static int Count => Rows.Length;
}
