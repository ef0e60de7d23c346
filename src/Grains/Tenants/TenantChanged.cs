namespace Verifier.Grains.Tenants;

/// <summary>What became of a change.</summary>
/// <param name="Outcome">A <see cref="Verifier.Tenants.TenantOutcome"/>.</param>
/// <param name="Present">The tenant afterwards; with a tenant deleted, as it was last.</param>
/// <param name="Revision">The tenant's revision afterwards.</param>
[GenerateSerializer]
[Immutable]
[Alias("verifier.tenant-changed")]
internal sealed record TenantChanged([property: Id(0)] int Outcome, [property: Id(1)] TenantContent? Present, [property: Id(2)] long Revision);
