using Verifier.Tenants;

namespace Verifier.Keys;

/// <summary>The port through which administration sees the keys held, has them fetched, and drops what a changed tenant leaves behind.</summary>
public interface IKeyAdministration
{
    /// <summary>What is held for each of the tenant's issuers, in their order; null when an owner cannot be asked.</summary>
    ValueTask<IReadOnlyList<KeyRingView>?> ViewsAsync(TenantPolicy tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Fetches the keys of all the tenant's issuers now, whatever was planned, and answers what is held then; null when an owner cannot be asked. A fetch that is under way
    /// already is waited for, not relied on.
    /// </summary>
    ValueTask<IReadOnlyList<KeyRingView>?> RefreshAsync(TenantPolicy tenant, CancellationToken cancellationToken);

    /// <summary>Drops what a changed tenant does not list any more; the other issuers' keys stay, so that changing a policy does not depend on an issuer being up.</summary>
    ValueTask RetainAsync(TenantPolicy tenant, CancellationToken cancellationToken);

    /// <summary>Drops a removed tenant's keys.</summary>
    /// <param name="tenant">The tenant as it was last.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask ForgetAsync(TenantPolicy tenant, CancellationToken cancellationToken);
}
