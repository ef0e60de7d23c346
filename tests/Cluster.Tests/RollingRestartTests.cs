using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>A deployment: each silo is replaced in its turn, the replacement first.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Silos_that_are_replaced_one_after_the_other_hand_their_ledgers_over()
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(serving: 0);
        await using LoadRun load = new(cluster);
        await load.MoreAsync(200);

        foreach (HostProcess old in cluster.Silos)
        {
            _ = await cluster.AddSiloAsync(servesHttp: false);
            await cluster.LeaveAsync(old);
            await load.MoreAsync(100);
        }

        try
        {
            await load.EndAsync();
            Assert.Equal(0, load.Book.Count("replay_fence"));
            Assert.Empty(cluster.SaidWith("its last holder did not close it"));
        }
        finally
        {
            output.WriteLine($"3 silos replaced; {load.Book}; {cluster.LivesBegun}");
        }
    }
}
