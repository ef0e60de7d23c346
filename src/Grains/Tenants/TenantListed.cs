using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>One tenant in the list of all.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version of its policy, or of its removal: of two, the higher one holds.</param>
/// <param name="IsPresent">Whether there is such a tenant; false: it was deleted.</param>
/// <param name="IsConfigured">Whether it comes from configuration.</param>
/// <param name="PublicOrigin">See <see cref="TenantListing"/>.</param>
/// <param name="Issuers">See <see cref="TenantListing"/>.</param>
/// <param name="MetadataUrl">See <see cref="TenantListing"/>; null from a version that did not list it, until the tenant changes.</param>
[GenerateSerializer]
[Immutable]
[Alias("verifier.tenant-listed")]
internal sealed record TenantListed(
    [property: Id(0)] string Name,
    [property: Id(1)] long Version,
    [property: Id(2)] bool IsPresent,
    [property: Id(3)] bool IsConfigured,
    [property: Id(4)] string? PublicOrigin,
    [property: Id(5)] IReadOnlyList<string> Issuers,
    [property: Id(6)] string? MetadataUrl)
{
    public TenantListing ToListing() => new(Name, PublicOrigin, Issuers, MetadataUrl);
}
