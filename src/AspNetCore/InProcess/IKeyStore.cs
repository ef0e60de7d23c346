using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Where the keys' owner in one process keeps the last good key sets, so that they serve after a restart while an issuer is down.</summary>
public interface IKeyStore
{
    /// <summary>All that is stored. For the start.</summary>
    IReadOnlyList<StoredKeys> Read();

    /// <summary>Has a key set stored in the background, in place of an earlier one; returns at once. What fails is logged by the store: keys that are not stored cost a fetch after the next start.</summary>
    void Keep(StoredKeys keys);

    /// <summary>Has a tenant's key sets dropped in the background, save those of these issuers; returns at once.</summary>
    void Forget(string tenant, IReadOnlyCollection<IssuerPolicy> except);
}
