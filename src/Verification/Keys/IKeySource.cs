using Verifier.Tenants;

namespace Verifier.Keys;

/// <summary>The port through which a decision gets an issuer's keys. Their owner fetches once for everybody.</summary>
public interface IKeySource
{
    /// <summary>The keys held for this issuer; waits for one fetch, shared by all callers, when none were ever held. Null when there are none to be had.</summary>
    ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the owner for keys newer than <paramref name="known"/>, because a token names one that is not in it: one fetch for everybody waiting, then a cool-down
    /// (10 s) during which the answer is what is held. The caller looks again in what comes back.
    /// </summary>
    ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken);
}
