namespace Verifier.Grains.Tenants;

/// <summary>What is stored of a tenant. It stays when the tenant is deleted, so that no version is ever used twice.</summary>
[GenerateSerializer]
[Alias("verifier.tenant-state")]
internal sealed class TenantState
{
    /// <summary>The tenant; null when it was deleted.</summary>
    [Id(0)]
    public TenantContent? Content { get; set; }

    /// <summary>The highest version that any policy of this name has had; its removal takes one too.</summary>
    [Id(1)]
    public long Version { get; set; }

    /// <summary>Grows with each write.</summary>
    [Id(2)]
    public long Revision { get; set; }
}
