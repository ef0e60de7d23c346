namespace Verifier.Grains.Tenants;

/// <summary>The list of all tenants at one moment.</summary>
/// <param name="Epoch">Grows with each change; of two lists the one with the higher epoch holds.</param>
/// <param name="Tenants">Those that are there; null when the asker has this epoch already.</param>
[GenerateSerializer]
[Immutable]
[Alias("verifier.tenant-list")]
internal sealed record TenantList([property: Id(0)] long Epoch, [property: Id(1)] IReadOnlyList<TenantListed>? Tenants);
