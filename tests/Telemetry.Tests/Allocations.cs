namespace Verifier.Telemetry.Tests;

/// <summary>What a decision allocates.</summary>
internal static class Allocations
{
    /// <summary>The bytes of the cheapest of several: tiering up allocates now and then.</summary>
    public static async Task<long> LeastAsync(Func<ValueTask<Verdict>> ask)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<Verdict> asked = ask();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(asked.IsCompletedSuccessfully);
            Assert.True((await asked).IsAllowed);
        }

        return least;
    }
}
