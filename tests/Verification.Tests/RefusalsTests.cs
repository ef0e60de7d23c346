namespace Verifier.Verification.Tests;

public class RefusalsTests
{
    // The HTTP contract's list, in its order.
    private const string Contract = """
        credentials_missing authorization_multiple authorization_malformed authorization_scheme_unknown scheme_not_accepted token_too_large token_malformed
        token_alg_not_allowed token_typ_not_allowed token_crit_unsupported issuer_missing issuer_unknown tenant_ambiguous key_unknown key_ambiguous key_unusable
        keys_unavailable signature_invalid token_claim_missing token_claim_invalid token_expired token_not_yet_valid token_audience_mismatch token_revoked
        required_claim_missing scope_missing acr_insufficient auth_too_old token_bound_as_bearer token_not_bound token_binding_mismatch proof_missing
        proof_multiple proof_with_bearer proof_request_missing proof_too_large proof_malformed proof_typ proof_alg proof_jwk_invalid proof_jwk_private
        proof_signature_invalid proof_claim_missing proof_claim_invalid proof_htm_mismatch proof_htu_mismatch proof_iat_too_old proof_iat_future
        proof_ath_mismatch certificate_missing certificate_mismatch proof_replayed nonce_missing nonce_invalid replay_fence replay_unavailable overloaded
        """;

    [Fact]
    public void Every_reason_has_the_contracts_code_and_no_code_is_missing()
    {
        string[] codes = [.. Enum.GetValues<Reason>().Where(reason => reason != Reason.None).Select(reason => Refusals.Of(reason).Code)];

        Assert.Equal(Contract.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), codes);
    }

    [Fact]
    public void Descriptions_keep_to_the_alphabet_of_RFC_6750()
    {
        foreach (Reason reason in Enum.GetValues<Reason>())
        {
            Assert.All(Refusals.Of(reason).Description, c => Assert.True(c is (>= '\x20' and <= '\x21') or (>= '\x23' and <= '\x5B') or (>= '\x5D' and <= '\x7E'), $"{reason}: {c}"));
        }
    }

    [Theory]
    [InlineData(400, "invalid_request")]
    [InlineData(401, null)]
    [InlineData(401, "invalid_token")]
    [InlineData(401, "invalid_dpop_proof")]
    [InlineData(401, "use_dpop_nonce")]
    [InlineData(401, "insufficient_user_authentication")]
    [InlineData(403, "insufficient_scope")]
    [InlineData(503, "temporarily_unavailable")]
    public void Each_row_of_the_status_table_is_some_reasons(int status, string? error)
        => Assert.Contains(Enum.GetValues<Reason>(), reason => Refusals.Of(reason) is var refusal && refusal.Status == status && refusal.Error == error);

    [Fact]
    public void No_reason_has_a_status_and_error_outside_the_table()
        => Assert.All(Enum.GetValues<Reason>().Skip(1), reason => Assert.Contains((Refusals.Of(reason).Status, Refusals.Of(reason).Error), new (int, string?)[]
        {
            (400, "invalid_request"), (401, null), (401, "invalid_token"), (401, "invalid_dpop_proof"), (401, "use_dpop_nonce"),
            (401, "insufficient_user_authentication"), (403, "insufficient_scope"), (503, "temporarily_unavailable"),
        }));
}
