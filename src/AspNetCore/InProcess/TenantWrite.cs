using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>One change of what is stored under a tenant's name.</summary>
/// <param name="Tenant">The name.</param>
public abstract record TenantWrite(string Tenant)
{
    /// <summary>The settings of a tenant put over HTTP, new or in place of others.</summary>
    /// <param name="Tenant">The name.</param>
    /// <param name="Settings">As <see cref="TenantSettingsWriter"/> writes them.</param>
    /// <param name="Version">Their version.</param>
    public sealed record Put(string Tenant, ReadOnlyMemory<byte> Settings, long Version) : TenantWrite(Tenant);

    /// <summary>Removes all that is stored under the name, keys included.</summary>
    /// <param name="Tenant">The name.</param>
    public sealed record Delete(string Tenant) : TenantWrite(Tenant);

    /// <summary>One revocation more. Those that do not count any more when it was made may be dropped.</summary>
    /// <param name="Tenant">The name.</param>
    /// <param name="Revocation">The revocation.</param>
    public sealed record Revoke(string Tenant, Revocation Revocation) : TenantWrite(Tenant);

    /// <summary>One revocation less.</summary>
    /// <param name="Tenant">The name.</param>
    /// <param name="RevocationId">Which.</param>
    public sealed record Restore(string Tenant, string RevocationId) : TenantWrite(Tenant);

    /// <summary>The nonce secrets, in place of others.</summary>
    /// <param name="Tenant">The name.</param>
    /// <param name="Nonces">The ring.</param>
    public sealed record Secrets(string Tenant, NonceRing Nonces) : TenantWrite(Tenant);
}
