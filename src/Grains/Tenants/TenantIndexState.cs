namespace Verifier.Grains.Tenants;

/// <summary>What is stored of the list of tenants.</summary>
[GenerateSerializer]
[Alias("verifier.tenant-index-state")]
internal sealed class TenantIndexState
{
    [Id(0)]
    public long Epoch { get; set; }

    /// <summary>Deleted ones too, so that late news of them change nothing.</summary>
    [Id(1)]
    public List<TenantListed> Tenants { get; set; } = [];
}
