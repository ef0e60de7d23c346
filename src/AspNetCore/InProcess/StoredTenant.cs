using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>What is stored under one tenant's name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Settings">The settings of a tenant that was put over HTTP, as <see cref="TenantSettingsWriter"/> writes them; empty for a tenant from configuration, whose settings are kept there.</param>
/// <param name="Version">The version of those settings.</param>
/// <param name="Revocations">Its revocations, also those that do not count any more.</param>
/// <param name="Nonces">Its nonce secrets, from the oldest to the newest; empty: none are stored.</param>
public sealed record StoredTenant(string Name, ReadOnlyMemory<byte> Settings, long Version, IReadOnlyList<Revocation> Revocations, IReadOnlyList<NonceSecret> Nonces);
