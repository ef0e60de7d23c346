namespace Verifier.Grains.Tenants;

/// <summary>A tenant as its owner has it at one moment.</summary>
/// <param name="Revision">Grows with each change of anything about the tenant; of two answers the higher one holds.</param>
/// <param name="Content">The tenant; null when there is none, and when the asker has this revision already.</param>
/// <param name="IsKnown">Whether the asker has this revision already.</param>
[GenerateSerializer]
[Immutable]
[Alias("verifier.leased-tenant")]
internal sealed record LeasedTenant([property: Id(0)] long Revision, [property: Id(1)] TenantContent? Content, [property: Id(2)] bool IsKnown);
