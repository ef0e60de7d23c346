using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>A deployment: each silo is replaced in its turn, the replacement first.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Silos_are_replaced_one_after_the_other_and_every_request_gets_through_and_no_proof_twice()
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
            Assert.NotEmpty(cluster.SaidWith("it was closed"));
        }
        finally
        {
            // Fences are told, not judged: other silos take a leaving one's entries out of the grain directory when they hear that it is leaving, and one may begin a life before the old one is closed.
            output.WriteLine($"3 silos replaced; {load.Book}; {cluster.LivesBegun}");
        }
    }
}
