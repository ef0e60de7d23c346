using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>All processes end, and others begin over the same database.</summary>
public sealed class FullRestartTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cluster_that_starts_again_without_its_issuer_decides_by_the_stored_keys_and_remembers_the_proofs(bool isGraceful)
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(silos: 2, serving: 1);
        ProofBook book = new();
        using Sender sender = new();
        Caller[] callers = [.. Enumerable.Range(0, 16).Select(_ => new Caller(cluster, sender, book))];
        await Task.WhenAll(callers.Select(caller => caller.RequestAsync(1, () => cluster.Serving)));
        SentProof[] used = [.. book.Proofs.Where(proof => proof.Allowed > 0)];
        Assert.Equal(callers.Length, used.Length);

        await cluster.Issuer.TakeDownAsync();
        await Task.WhenAll(cluster.Serving.Union(cluster.Silos).Select(process => isGraceful ? cluster.LeaveAsync(process) : cluster.KillAsync(process)));
        await cluster.StartHostsAsync(silos: 2, serving: 1);

        foreach (SentProof proof in used)
        {
            foreach (HostProcess frontEnd in cluster.Serving)
            {
                ProofAnswer answer = await callers[0].SendAsync(proof, frontEnd);
                Assert.Contains(answer.Reason, (string[])["proof_replayed", "replay_fence"]);
            }
        }

        await Task.WhenAll(callers.Select(caller => caller.RequestAsync(1, () => cluster.Serving)));
        output.WriteLine($"{book}; {cluster.LivesBegun}");
        Assert.Empty(book.Faults);
        Assert.Empty(cluster.SaidWith("its record is missing"));
        if (isGraceful)
        {
            Assert.Equal(0, book.Count("replay_fence"));
        }
    }
}
