using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>A <see cref="TenantCondition"/> on the wire.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.tenant-tags")]
internal sealed record TenantTags([property: Id(0)] IReadOnlyList<string>? IfMatch, [property: Id(1)] IReadOnlyList<string>? IfNoneMatch)
{
    public static TenantTags Of(TenantCondition condition) => new(condition.IfMatch, condition.IfNoneMatch);

    public TenantCondition ToCondition() => new(IfMatch, IfNoneMatch);
}
