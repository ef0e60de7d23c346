using Verifier.Jose;
using Verifier.Keys;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AccessTokens;

/// <summary>Finds out whether an access token is genuine and good by the tenant's rules now: from the cache of verified tokens, or by its signature and claims.</summary>
/// <param name="keys">The issuers' keys.</param>
/// <param name="newcomersWait">See <see cref="TokenVerifier"/>.</param>
internal sealed class TokenAuthenticator(IKeySource keys, bool newcomersWait)
{
    // Bytes; bounds what a full cache holds, together with the number of its entries.
    private const int MaxRememberedPayload = 4 * 1024;

    /// <summary>The token, once it is found good, also beside a reason for which it is good no more.</summary>
    public async ValueTask<(Reason Reason, VerifiedToken? Token)> AuthenticateAsync(
        TenantSnapshot tenant, BoundedCache<TokenHash, VerifiedToken> seen, PresentedToken presented, long now, CancellationToken cancellationToken)
    {
        if (presented.IsAmong(seen, out VerifiedToken? known) && known.PolicyVersion == tenant.Version)
        {
            KeySet? held = await GetKeysAsync(tenant.Policy, known.Issuer, now, cancellationToken);
            if (held is null)
            {
                return (Reason.KeysUnavailable, null);
            }

            if (held.Holds(known.Key))
            {
                TokenCacheMeter.Hit();
                return (StandingRules.Check(known.Token, tenant, now), known);
            }
        }

        TokenCacheMeter.Miss();
        Reason reason = presented.TryRead(out UnverifiedToken? unverified);
        if (unverified is null)
        {
            return (reason, null);
        }

        reason = unverified.CheckHeader(tenant.Policy);
        if (reason != Reason.None)
        {
            return (reason, null);
        }

        if (unverified.Issuer is null || !tenant.Policy.Issuers.TryGetValue(unverified.Issuer, out IssuerPolicy? issuer))
        {
            return (unverified.Issuer is null ? Reason.IssuerMissing : Reason.IssuerUnknown, null);
        }

        (reason, SignatureKey? key) = await FindKeyAsync(tenant.Policy, issuer, unverified, now, cancellationToken);
        if (key is null)
        {
            return (reason, null);
        }

        // The dearest of all checks, and what a flood of bad tokens is made of.
        if (newcomersWait)
        {
            await Task.Yield();
        }

        if (!unverified.IsSignedBy(key))
        {
            return (Reason.SignatureInvalid, null);
        }

        reason = AccessTokenReader.TryRead(unverified.Payload, tenant.Policy, now, out AccessToken? token);
        if (token is null)
        {
            return (reason, null);
        }

        reason = StandingRules.Check(token, tenant, now);
        VerifiedToken verified = new(token, presented, unverified.SigningInput, issuer, key, tenant.Version);
        if (reason == Reason.None && IsWorthRemembering(verified))
        {
            seen.Set(presented.Mark, verified);
        }

        return (reason, verified);
    }

    /// <summary>Whether a good token is remembered: an unusually large one would only take room.</summary>
    public static bool IsWorthRemembering(VerifiedToken verified) => verified.Token.Claims.Length <= MaxRememberedPayload;

    private async ValueTask<(Reason Reason, SignatureKey? Key)> FindKeyAsync(
        TenantPolicy tenant, IssuerPolicy issuer, UnverifiedToken token, long now, CancellationToken cancellationToken)
    {
        KeySet? held = await GetKeysAsync(tenant, issuer, now, cancellationToken);
        if (held is null)
        {
            return (Reason.KeysUnavailable, null);
        }

        Reason reason = held.Find(token.KeyId, token.Algorithm, out SignatureKey? key);
        if (reason != Reason.KeyUnknown)
        {
            return (reason, key);
        }

        // The issuer may have rotated its keys since: the owner fetches once for everybody, and this very request goes on with what comes back.
        KeySet? fresh = await keys.AskAsync(tenant, issuer, held, cancellationToken);
        reason = (fresh ?? held).Find(token.KeyId, token.Algorithm, out key);
        return (reason, key);
    }

    private ValueTask<KeySet?> GetKeysAsync(TenantPolicy tenant, IssuerPolicy issuer, long now, CancellationToken cancellationToken)
    {
        ValueTask<KeySet?> held = keys.GetAsync(tenant, issuer, cancellationToken);
        return held.IsCompletedSuccessfully ? new(YoungEnough(held.Result, tenant, now)) : AwaitAsync(held);

        async ValueTask<KeySet?> AwaitAsync(ValueTask<KeySet?> coming) => YoungEnough(await coming, tenant, now);
    }

    private static KeySet? YoungEnough(KeySet? held, TenantPolicy tenant, long now) => held is not null && now - held.FetchedAt < tenant.KeyMaxStale ? held : null;
}
