using Verifier.AccessTokens;
using Verifier.DPoP;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier;

/// <summary>Makes the verdict on one request.</summary>
internal readonly struct Answer(AccessRequest request, AuthorizationScheme scheme, TenantSnapshot? tenant, long now)
{
    // Long enough for one more fetch of keys, or for proofs to expire; short enough that nobody notices.
    private const int RetryAfterSeconds = 2;

    // The nonce sent along names no life, also when the one used did: a client that shares nonces between keys would else be fenced in turns for ever (docs/decisions/0005).
    public Verdict Allow(AccessToken token, ProofClaims? proof) => new()
    {
        Tenant = tenant?.Policy.Name,
        Scheme = scheme == AuthorizationScheme.DPoP ? nameof(AuthorizationScheme.DPoP) : nameof(AuthorizationScheme.Bearer),
        Token = token,
        Answer = this,
        Nonce = tenant is not null && proof?.Nonce is { } nonce && NonceRules.IsAgeing(in nonce, now, tenant.Policy.DPoP.ProofLifetime) ? Mint(default) : null,
    };

    /// <summary>Judges one demand more on a token that this answer has allowed.</summary>
    public Verdict? Demand(AccessToken token, AccessDemand demand, long at)
    {
        Reason reason = tenant is null ? Reason.KeysUnavailable : DemandRules.Check(token, demand, tenant.Policy, at);
        return reason == Reason.None ? null : new Answer(request with { Demand = demand }, scheme, tenant, at).Refuse(reason);
    }

    public Verdict Refuse(Reason reason, LifeId life = default)
    {
        // "None" is every forgotten reason's value, and a verdict with it lets the request pass.
        ArgumentOutOfRangeException.ThrowIfEqual(reason, Reason.None);
        Refusal refusal = Refusals.Of(reason);
        (int status, string? error) = tenant is { Policy.AnswersLikeAuth0: true } ? LikeAuth0(reason, refusal) : (refusal.Status, refusal.Error);
        return new Verdict
        {
            Reason = reason,
            Tenant = tenant?.Policy.Name,
            Status = status,
            Error = error,
            ErrorDescription = refusal.Description,
            Challenges = refusal.IsUnavailable ? [] : Challenges.Write(tenant?.Policy, scheme, refusal with { Status = status, Error = ChallengeError(refusal, error) }, request.Demand),
            Nonce = refusal.AsksForNonce ? Mint(life) : null,
            RetryAfterSeconds = refusal.IsUnavailable ? RetryAfterSeconds : null,
        };
    }

    // Auth0's SDKs answer 400 where RFC 6750 section 3.1 and RFC 9449 section 7.1 want 401; for those who migrate.
    private static (int Status, string? Error) LikeAuth0(Reason reason, Refusal refusal) => reason switch
    {
        Reason.CredentialsMissing or Reason.AuthorizationSchemeUnknown or Reason.SchemeNotAccepted or Reason.ProofMissing => (400, "invalid_request"),
        _ when refusal.Error == "invalid_dpop_proof" => (400, refusal.Error),
        _ => (refusal.Status, refusal.Error),
    };

    // A challenge stays bare where the standard has it bare.
    private static string? ChallengeError(Refusal refusal, string? error) => refusal.Error is null ? null : error;

    private string? Mint(LifeId life) => tenant?.Nonces.Mint(tenant.Policy.Name, now, life);
}
