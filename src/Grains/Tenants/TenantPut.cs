namespace Verifier.Grains.Tenants;

/// <summary>A policy to put.</summary>
/// <param name="Settings">The policy, see <see cref="TenantContent.SettingsOf"/>.</param>
/// <param name="Tags">What the caller believes the tenant to be.</param>
[GenerateSerializer]
[Immutable]
[Alias("verifier.tenant-put")]
internal sealed record TenantPut([property: Id(0)] string Settings, [property: Id(1)] TenantTags Tags);
