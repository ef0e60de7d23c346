using System.Diagnostics;
using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>How long the shards of a killed silo answer nobody: measured and told, not judged.</summary>
public sealed class RecoveryTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_kill_every_client_gets_through_again(bool isFast)
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(isFast: isFast);
        ProofBook book = new();
        using Sender sender = new();
        Caller[] callers = [.. Enumerable.Range(0, 48).Select(_ => new Caller(cluster, sender, book))];
        await Task.WhenAll(callers.Select(RequestAsync));

        HostProcess killed = cluster.Silos[^1];
        await cluster.KillAsync(killed);
        double[] took = await Task.WhenAll(callers.Select(RequestAsync));

        Array.Sort(took);
        output.WriteLine(FormattableString.Invariant(
            $"{(isFast ? "fast" : "default")}: after kill -9 of one of three silos {took.Count(seconds => seconds > 0.5)} of {took.Length} clients waited for more than half a second, the first of those for {took.FirstOrDefault(seconds => seconds > 0.5):0.0} s, the last for {took[^1]:0.0} s; {book}"));
        Assert.Empty(book.Faults);

        async Task<double> RequestAsync(Caller caller)
        {
            Stopwatch watch = Stopwatch.StartNew();
            await caller.RequestAsync(1, () => cluster.FrontEnds);
            return watch.Elapsed.TotalSeconds;
        }
    }
}
