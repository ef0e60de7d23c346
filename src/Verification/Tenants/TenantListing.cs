namespace Verifier.Tenants;

/// <summary>What the index knows of a tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PublicOrigin">Its public origin, normalized, or null.</param>
/// <param name="Issuers">Its issuers, exactly as tokens spell them.</param>
/// <param name="MetadataUrl">Where its resource metadata is (RFC 9728 section 3.1), or null.</param>
public sealed record TenantListing(string Name, string? PublicOrigin, IReadOnlyList<string> Issuers, string? MetadataUrl = null);
