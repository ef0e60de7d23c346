namespace Verifier.Tenants;

/// <summary>What a caller believes a tenant to be, judged in the same step as the change (RFC 9110 section 13.1).</summary>
/// <param name="IfMatch">The entity tags of which the tenant must have one, or <c>*</c> for any tenant at all; null: no condition.</param>
/// <param name="IfNoneMatch">The entity tags of which it must have none, or <c>*</c> for: there must be no such tenant; null: no condition.</param>
public readonly record struct TenantCondition(IReadOnlyList<string>? IfMatch, IReadOnlyList<string>? IfNoneMatch)
{
    private const string Any = "*";

    /// <summary>Whether it holds for what is there; null: there is no such tenant.</summary>
    public bool Holds(TenantEntry? present) => (IfMatch is null || Names(IfMatch, present)) && (IfNoneMatch is null || !Names(IfNoneMatch, present));

    private static bool Names(IReadOnlyList<string> tags, TenantEntry? present)
        => present is not null && (tags is [Any] || tags.Contains(present.ETag, StringComparer.Ordinal));
}
