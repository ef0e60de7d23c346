namespace Verifier.Interop.Tests.Faults;

/// <summary>Time that passes in a fault run. What happens meanwhile is the test; no assertion depends on how long it was.</summary>
internal static class Wait
{
    /// <summary>A client's pause between two requests: the load is steady, and leaves the machine something to do other things with.</summary>
    public static Task BetweenRequestsAsync(CancellationToken end) => BetweenAsync(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(75), end);

    /// <summary>A random while, or until the run ends.</summary>
    public static async Task BetweenAsync(TimeSpan least, TimeSpan most, CancellationToken end) =>
        await Task.Delay(least + ((most - least) * Random.Shared.NextDouble()), end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
