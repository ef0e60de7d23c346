namespace Verifier.AspNetCore.InProcess;

/// <summary>What a <see cref="ITenantStore"/> holds.</summary>
/// <param name="Version">No version later than this was ever given out and stored; zero for a new installation. Versions are entity tags, so none may be used twice.</param>
/// <param name="Tenants">The tenants, one entry a name.</param>
public sealed record StoredTenants(long Version, IReadOnlyList<StoredTenant> Tenants);
