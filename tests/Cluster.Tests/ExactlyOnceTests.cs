using System.Globalization;
using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>No proof passes twice, and every honest client gets through, whatever happens to the silos. <c>VERIFIER_CLUSTER_PROOFS</c> says how many requests there are at least.</summary>
public sealed class ExactlyOnceTests(ITestOutputHelper output)
{
    private static readonly int Requests = int.Parse(Environment.GetEnvironmentVariable("VERIFIER_CLUSTER_PROOFS") ?? "1500", CultureInfo.InvariantCulture);

    [SkippableFact]
    public async Task A_proof_passes_once_while_silos_are_killed_and_others_join_and_leave()
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync();
        await using LoadRun load = new(cluster);
        await load.MoreAsync(100);

        // The more requests, the longer between two blows: some forty, and some twenty leaves, whatever their number.
        int between = Math.Max(100, Requests / 60);
        int kills = 0;
        int leaves = 0;
        for (int round = 0; round < 3 || load.Book.Requests < Requests; round++)
        {
            for (int i = 0; i < 2; i++)
            {
                // Another joins while it is being found out.
                HostProcess killed = cluster.Silos[Random.Shared.Next(cluster.Silos.Count)];
                await Task.WhenAll(cluster.KillAsync(killed), cluster.AddSiloAsync(killed.Address is not null));
                kills++;
                await load.MoreAsync(between);
            }

            HostProcess leaving = cluster.Silos[0];
            _ = await cluster.AddSiloAsync(leaving.Address is not null);
            await cluster.LeaveAsync(leaving);
            leaves++;
            await load.MoreAsync(between);
        }

        await EndAsync(cluster, load, $"{kills} killed, {leaves} left");
    }

    [SkippableFact]
    public async Task A_silo_that_hung_and_goes_on_does_not_answer_from_the_past()
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync();
        await using LoadRun load = new(cluster, () => cluster.FrontEnds);
        await load.MoreAsync(200);

        // One that serves HTTP, so that it can be asked for what it still believes itself the owner of.
        HostProcess hung = cluster.Silos.First(silo => silo.Address is not null);
        using Sender patient = new() { Patience = TimeSpan.FromMinutes(2) };
        Caller thief = new(cluster, patient, load.Book);
        await hung.FreezeAsync();
        long frozenAt = Environment.TickCount64;
        List<Task<ProofAnswer>> asked = [];
        while (Environment.TickCount64 - frozenAt < 15_000)
        {
            await load.MoreAsync(20);
            asked.AddRange(load.Book.Proofs.TakeLast(30).Select(proof => thief.SendAsync(proof, hung)));
        }

        await hung.ThawAsync();
        ProofAnswer[] answers = await Task.WhenAll(asked);
        await load.MoreAsync(200);

        await EndAsync(cluster, load, $"{answers.Length} sendings waited for the hung silo: {string.Join(", ", answers.CountBy(answer => answer.Reason).Select(reason => $"{reason.Value} {reason.Key}"))}; it {(hung.HasExited ? "has ended" : "lives")}");
    }

    [SkippableFact]
    public async Task A_proof_passes_once_while_the_database_is_lost_and_comes_back_and_a_silo_is_killed()
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync();
        await using LoadRun load = new(cluster);
        await load.MoreAsync(100);
        for (int round = 0; round < 2; round++)
        {
            await cluster.Database.RestartAsync();
            await load.MoreAsync(100);

            HostProcess killed = cluster.Silos[0];
            await Task.WhenAll(cluster.KillAsync(killed), cluster.Database.RestartAsync());
            _ = await cluster.AddSiloAsync(killed.Address is not null);
            await load.MoreAsync(100);
        }

        await EndAsync(cluster, load, "database restarted 4 times, 2 silos killed");
    }

    private async Task EndAsync(ClusterOfProcesses cluster, LoadRun load, string what)
    {
        try
        {
            await load.EndAsync();
            Assert.Empty(cluster.SaidWith("its record is missing"));
        }
        finally
        {
            output.WriteLine($"{what}; {load.Book}; {cluster.LivesBegun}");
        }
    }
}
