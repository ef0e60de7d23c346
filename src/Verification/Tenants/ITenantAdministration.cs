namespace Verifier.Tenants;

/// <summary>
/// The port through which administration reads and changes tenants. A change is answered once it is durable, as far as the owner has storage, and in force with its owner's next decision;
/// elsewhere within the lease.
/// </summary>
public interface ITenantAdministration
{
    /// <summary>The tenants in the order of their names; null when their owner cannot be asked.</summary>
    ValueTask<IReadOnlyList<TenantEntry>?> ListAsync(CancellationToken cancellationToken);

    /// <summary>One tenant: <see cref="TenantOutcome.Unchanged"/> with its entry, <see cref="TenantOutcome.Missing"/> or <see cref="TenantOutcome.Unavailable"/>.</summary>
    ValueTask<TenantChange> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Adds or replaces a tenant if the condition holds for what is there. Its revocations and nonce secrets stay.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="condition">What the caller believes the tenant to be.</param>
    /// <param name="by">The name of the key that asks for it, for the audit log.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may happen all the same.</param>
    ValueTask<TenantChange> PutAsync(TenantPolicy policy, TenantCondition condition, string by, CancellationToken cancellationToken);

    /// <summary>Removes a tenant, with all that is its own, if the condition holds for it.</summary>
    /// <param name="name">The tenant.</param>
    /// <param name="condition">As for <see cref="PutAsync"/>.</param>
    /// <param name="by">As for <see cref="PutAsync"/>.</param>
    /// <param name="cancellationToken">As for <see cref="PutAsync"/>.</param>
    ValueTask<TenantChange> DeleteAsync(string name, TenantCondition condition, string by, CancellationToken cancellationToken);

    /// <summary>Adds a revocation: <see cref="TenantOutcome.Created"/>, or why not.</summary>
    /// <param name="name">The tenant.</param>
    /// <param name="revocation">What is revoked.</param>
    /// <param name="by">As for <see cref="PutAsync"/>.</param>
    /// <param name="cancellationToken">As for <see cref="PutAsync"/>.</param>
    ValueTask<TenantOutcome> RevokeAsync(string name, Revocation revocation, string by, CancellationToken cancellationToken);

    /// <summary>Takes a revocation back: <see cref="TenantOutcome.Deleted"/>, or why not.</summary>
    /// <param name="name">The tenant.</param>
    /// <param name="revocationId">The revocation's id.</param>
    /// <param name="by">As for <see cref="PutAsync"/>.</param>
    /// <param name="cancellationToken">As for <see cref="PutAsync"/>.</param>
    ValueTask<TenantOutcome> RestoreAsync(string name, string revocationId, string by, CancellationToken cancellationToken);
}
