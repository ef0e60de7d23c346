namespace Verifier.Grains.Replay;

/// <summary>What is stored of the installation.</summary>
[GenerateSerializer]
[Alias("verifier.installation-state")]
internal sealed class InstallationState
{
    /// <summary>How many shards there are, for good.</summary>
    [Id(0)]
    public int Shards { get; set; }

    /// <summary>Whether every shard's first record was written: from then on a missing one is a lost life.</summary>
    [Id(1)]
    public bool IsComplete { get; set; }
}
