using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>A deployment: each silo is replaced in its turn, the replacement first, and every ledger is handed over.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Silos_are_replaced_one_after_the_other_and_every_request_gets_through_and_no_proof_is_fenced_or_passes_twice()
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
            Assert.Empty(cluster.SaidWith("did not close it"));
        }
        finally
        {
            output.WriteLine($"3 silos replaced; {load.Book}; {cluster.LivesBegun}");
        }
    }
}
