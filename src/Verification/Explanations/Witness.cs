using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.Explanations;

/// <summary>Stands between one decision and its ports: passes the questions for tenants and keys on and keeps what was answered, so that an explanation speaks of what the verdict was made with. Asks no ledger.</summary>
internal sealed class Witness(ITenantSource tenants, IKeySource keys) : ITenantSource, IKeySource, IReplayLedger
{
    /// <summary>The same for the whole decision.</summary>
    public TenantIndex Index { get; } = tenants.Index;

    /// <summary>The tenant; null when none was chosen, or its owner could not be asked.</summary>
    public TenantSnapshot? Tenant { get; private set; }

    /// <summary>Whether the decision came as far as the issuer's keys.</summary>
    public bool WereKeysAsked { get; private set; }

    /// <summary>The keys that were answered last; null when there were none.</summary>
    public KeySet? Keys { get; private set; }

    public async ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken)
        => Tenant = await tenants.GetAsync(tenant, cancellationToken);

    public async ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken)
    {
        WereKeysAsked = true;
        return Keys = await keys.GetAsync(tenant, issuer, cancellationToken);
    }

    public async ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken)
    {
        KeySet? fresh = await keys.AskAsync(tenant, issuer, known, cancellationToken);
        Keys = fresh ?? known;
        return fresh;
    }

    // Burns nothing. Whether the proof was used before is the one question that an explanation leaves open.
    public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken) => default;

    // Nor does it give a nonce to anybody.
    public LifeId LifeToName(ulong key, long now) => default;
}
