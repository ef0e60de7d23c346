namespace Verifier.Cluster.Tests.Processes;

/// <summary>What the hosts of a cluster are told beside what they need to find each other.</summary>
internal sealed record HostSettings
{
    public bool IsFast { get; init; } = true;

    public IReadOnlyList<(string Setting, string Value)> Everybody { get; init; } = [];

    public IReadOnlyList<(string Setting, string Value)> Silos { get; init; } = [];

    public IReadOnlyList<(string Setting, string Value)> FrontEnds { get; init; } = [];
}
