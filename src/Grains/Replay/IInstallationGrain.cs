namespace Verifier.Grains.Replay;

/// <summary>Knows whether this installation was ever started, and how many shards it has; one for all.</summary>
[Alias("verifier.installation")]
internal interface IInstallationGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "verifier";

    /// <summary>How many shards there are; the very first call in an empty store installs them.</summary>
    [Alias("ensure")]
    [ResponseTimeout("00:00:02")]
    ValueTask<int> EnsureAsync();
}
