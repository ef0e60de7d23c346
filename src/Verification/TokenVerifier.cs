using System.Collections.Concurrent;
using Verifier.AccessTokens;
using Verifier.DPoP;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier;

/// <summary>Decides whether a request's access token may pass. Thread-safe; told the time by its caller.</summary>
/// <param name="tenants">Who is there.</param>
/// <param name="keys">The issuers' keys.</param>
/// <param name="replay">The ledger of used proofs.</param>
/// <param name="tenantByToken">Whether a token's unverified <c>iss</c> may choose the tenant where nothing else does.</param>
/// <param name="newcomersWait">
/// Whether a token at first sight goes to the back of the thread pool's queue before its signature is checked, so that a flood of bad ones waits behind tokens seen before, and not they behind it. For servers; it costs such a token a microsecond.
/// </param>
public sealed class TokenVerifier(ITenantSource tenants, IKeySource keys, IReplayLedger replay, bool tenantByToken = true, bool newcomersWait = false)
{
    private readonly ConcurrentDictionary<string, TenantCaches> _caches = new(StringComparer.Ordinal);
    private readonly TokenAuthenticator _authenticator = new(keys, newcomersWait);

    // Tokens that have been good once, for their issuers: those name the tenant each time anew.
    private readonly BoundedCache<TokenHash, VerifiedToken> _choosers = new(TenantCaches.MaxTokens);

    /// <summary>For how many tenants something is remembered.</summary>
    internal int Remembered => _caches.Count;

    /// <summary>Judges one request at one moment.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellationToken">Gives up waiting for keys or the ledger.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<Verdict> VerifyAsync(AccessRequest request, long now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Reason reason = Credentials.TryRead(request, out Credentials credentials);
        PresentedToken presented = new(credentials.Token);

        TenantChoice choice = ChooseTenant(request, presented, reason);
        TenantSnapshot? tenant = choice.Name is null ? null : await tenants.GetAsync(choice.Name, cancellationToken);
        Answer answer = new(request, credentials.Scheme, tenant, now);
        if (tenant is null || reason != Reason.None)
        {
            return answer.Refuse(reason != Reason.None ? reason : choice.Name is null ? choice.Reason : Reason.KeysUnavailable);
        }

        reason = credentials.Check(tenant.Policy.DPoP.Mode, request);
        if (reason != Reason.None)
        {
            return answer.Refuse(reason);
        }

        TenantCaches caches = _caches.TryGetValue(tenant.Policy.Name, out TenantCaches? held) ? held : AddCaches(tenant.Policy.Name);
        (reason, VerifiedToken? verified) = await _authenticator.AuthenticateAsync(tenant, caches.Tokens, presented, now, cancellationToken);
        if (verified is null || reason != Reason.None)
        {
            return answer.Refuse(reason);
        }

        AccessToken token = verified.Token;
        RememberChooser(choice, presented, verified);
        reason = BindingRules.Check(token, credentials.Scheme, request.ClientCertificate.Span, tenant.Policy);
        ProofClaims? proof = null;
        if (reason == Reason.None && credentials.Scheme == AuthorizationScheme.DPoP)
        {
            reason = ProofVerifier.Verify(new ProofDemand(request, tenant, token, verified.TextHash, now), caches.ProofKeys, out proof);
            if (reason is Reason.NonceMissing or Reason.NonceInvalid)
            {
                return answer.Refuse(reason, replay.LifeToName(verified.ReplayKey, now));
            }
        }

        // After the proof, so that nobody without the key learns what a token lacks.
        if (reason == Reason.None)
        {
            reason = DemandRules.Check(token, request.Demand, tenant.Policy, now);
        }

        // Last, so that a refused request burns no jti.
        ReplayAnswer recorded = default;
        if (reason == Reason.None && proof is not null)
        {
            recorded = await replay.TryRecordAsync(proof.ToUse(tenant.Policy, verified.ReplayKey), cancellationToken);
            reason = recorded.Reason;
        }

        return reason == Reason.None ? answer.Allow(token, proof) : answer.Refuse(reason, recorded.Life);
    }

    /// <summary>
    /// Judges a further demand on a request that has been allowed, by the policy it was allowed with; its token and its proof are not looked at again, for a proof counts once.
    /// </summary>
    /// <param name="allowed">The verdict.</param>
    /// <param name="demand">The further demand.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The same verdict, or a refusal.</returns>
    /// <exception cref="ArgumentException">The verdict is a refusal.</exception>
    public static Verdict Demand(Verdict allowed, AccessDemand demand, long now)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        ArgumentNullException.ThrowIfNull(demand);
        return allowed is { Token: { } token, Answer: { } answer } ? answer.Demand(token, demand, now) ?? allowed : throw new ArgumentException("A refused request has nothing to judge.", nameof(allowed));
    }

    /// <summary>Whether a request that has been allowed is still its tenant's, now that more is known of it than when it was judged: a token chooses only where nothing else does.</summary>
    /// <param name="allowed">The verdict.</param>
    /// <param name="tenant">The tenant that is named now; null: none.</param>
    /// <param name="url">The request's absolute URL as it is known now.</param>
    public bool IsTenantOf(Verdict allowed, string? tenant, string url)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        TenantChoice choice = TenantChoice.Of(new AccessRequest { Tenant = tenant, Url = url }, tenants.Index);
        return choice.Reason == Reason.None && (choice.Name is null || choice.Name == allowed.Tenant);
    }

    private void RememberChooser(TenantChoice choice, PresentedToken presented, VerifiedToken verified)
    {
        if (choice.IsByToken && presented.IsRead && TokenAuthenticator.IsWorthRemembering(verified))
        {
            _choosers.Set(presented.Mark, verified);
        }
    }

    private TenantCaches AddCaches(string tenant)
    {
        // What deleted tenants have left is thrown away before there are more caches than tenants.
        TenantIndex index = tenants.Index;
        if (_caches.Count >= index.Count)
        {
            foreach (string gone in _caches.Keys.Where(name => !index.Contains(name)))
            {
                _ = _caches.TryRemove(gone, out _);
            }
        }

        return _caches.GetOrAdd(tenant, static _ => new TenantCaches());
    }

    private TenantChoice ChooseTenant(AccessRequest request, PresentedToken presented, Reason fault)
    {
        TenantIndex index = tenants.Index;
        TenantChoice choice = TenantChoice.Of(request, index);
        if (choice.Name is not null || choice.Reason != Reason.None || fault != Reason.None)
        {
            return choice;
        }

        if (!tenantByToken)
        {
            return new TenantChoice(Reason.IssuerUnknown, null);
        }

        if (presented.IsAmong(_choosers, out VerifiedToken? seen))
        {
            return TenantChoice.Of(request, index, seen.Token.Issuer);
        }

        Reason reason = presented.TryRead(out UnverifiedToken? token);
        return token is null ? new TenantChoice(reason, null) : TenantChoice.Of(request, index, token.Issuer);
    }
}
