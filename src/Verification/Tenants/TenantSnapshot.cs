using Verifier.Nonces;

namespace Verifier.Tenants;

/// <summary>All that a decision needs of one tenant, at one moment; a request keeps the snapshot it began with.</summary>
/// <param name="Policy">The rules.</param>
/// <param name="Version">Grows with each change of the policy; never used twice, also not after a tenant was deleted and made anew.</param>
/// <param name="Revocations">What is revoked.</param>
/// <param name="Nonces">The nonce secrets.</param>
public sealed record TenantSnapshot(TenantPolicy Policy, long Version, RevocationSet Revocations, NonceRing Nonces);
