using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>The last good key set of one issuer for one tenant, as the issuer published it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Issuer">The issuer; one that is internal has a key set apart from the same one that is not.</param>
/// <param name="Jwks">The JWKS document.</param>
/// <param name="FetchedAt">Unix seconds.</param>
public sealed record StoredKeys(string Tenant, IssuerPolicy Issuer, ReadOnlyMemory<byte> Jwks, long FetchedAt);
