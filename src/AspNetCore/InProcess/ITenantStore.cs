namespace Verifier.AspNetCore.InProcess;

/// <summary>Where the tenants' owner in one process keeps what must survive a restart. Without one registered, that owner keeps it in memory alone.</summary>
public interface ITenantStore
{
    /// <summary>All that is stored. For the start.</summary>
    StoredTenants Read();

    /// <summary>
    /// Stores a change and the audit entries about it, all or nothing. True once it is durable; false when it could not be stored, which the store has logged: then nothing is known to have
    /// changed. Never an exception.
    /// </summary>
    /// <param name="version">The latest version that the owner has given out, as far as the caller knows; see <see cref="StoredTenants.Version"/>.</param>
    /// <param name="changes">What changes, in order.</param>
    /// <param name="audit">Who did it, and what it was.</param>
    ValueTask<bool> WriteAsync(long version, IReadOnlyList<TenantWrite> changes, IReadOnlyList<AuditEntry> audit);
}
