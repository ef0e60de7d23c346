using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Xunit.Abstractions;

namespace Verifier.Cluster.Tests;

/// <summary>Hosts of this version and of an earlier one, <c>VERIFIER_EARLIER</c>, in one cluster over one database: an upgrade, and a downgrade.</summary>
public sealed class MixedVersionTests(ITestOutputHelper output)
{
    private const string Variable = "VERIFIER_EARLIER";

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_versions_decide_together_and_whichever_stays_reads_what_the_other_has_stored(bool isUpgrade)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        Skip.If(string.IsNullOrEmpty(root), $"{Variable} does not name a directory with an earlier version's build.");
        (string, string) earlier = (ProgramIn(root, "Silo"), ProgramIn(root, "Api"));

        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(silos: 0, serving: 0);
        (string, string) current = (cluster.SiloAssembly, cluster.FrontEndAssembly);
        (string, string) before = isUpgrade ? earlier : current;
        (string, string) after = isUpgrade ? current : earlier;

        HostProcess[] leaving = await AddAsync(before);
        await cluster.PutTenantAsync();
        ProofBook alone = await DecideAsync(cluster, leaving);
        HostProcess[] staying = await AddAsync(after);
        ProofBook together = await DecideAsync(cluster, [.. leaving, .. staying]);

        await using (LoadRun load = new(cluster))
        {
            await load.MoreAsync(200);
            foreach (HostProcess process in leaving.Reverse())
            {
                await cluster.LeaveAsync(process);
            }

            await load.MoreAsync(200);
            await load.EndAsync();
            output.WriteLine($"{(isUpgrade ? "upgrade" : "downgrade")}: {load.Book}; {cluster.LivesBegun}");
        }

        // The tenant, its keys and its ledger are what the other version has left.
        await cluster.Issuer.TakeDownAsync();
        await RefuseAsync(cluster, [alone, together], staying);
        foreach (HostProcess process in staying.Reverse())
        {
            await cluster.LeaveAsync(process);
        }

        HostProcess[] anew = await AddAsync(after);
        await RefuseAsync(cluster, [alone, together], anew);
        _ = await DecideAsync(cluster, anew);
        Assert.Empty(cluster.SaidWith("its record is missing"));
        Assert.Empty(cluster.SaidWith("cannot be read"));

        // A silo that serves HTTP and a front end.
        async Task<HostProcess[]> AddAsync((string Silo, string FrontEnd) version)
        {
            (cluster.SiloAssembly, cluster.FrontEndAssembly) = version;
            return [await cluster.AddSiloAsync(servesHttp: true), await cluster.AddFrontEndAsync()];
        }
    }

    private static string ProgramIn(string root, string host)
    {
        string program = $"Verifier.{host}.dll";
        string[] found = [.. Directory.EnumerateFiles(Path.Combine(root, "src", host, "bin"), program, SearchOption.AllDirectories).Where(path => File.Exists(Path.ChangeExtension(path, ".runtimeconfig.json")))];
        Assert.True(found.Length > 0, $"{Variable} is {root}, where src/{host} has not been built.");
        return found.MaxBy(File.GetLastWriteTimeUtc)!;
    }

    private static async Task<ProofBook> DecideAsync(ClusterOfProcesses cluster, HostProcess[] frontEnds)
    {
        ProofBook book = new();
        using Sender sender = new();
        Caller[] callers = [.. Enumerable.Range(0, 16).Select(_ => new Caller(cluster, sender, book))];
        await Task.WhenAll(callers.Select(caller => caller.RequestAsync(copies: 4, () => frontEnds)));
        Assert.Empty(book.Faults);
        Assert.Equal(callers.Length, book.Proofs.Count(proof => proof.Allowed == 1));
        foreach (HostProcess frontEnd in frontEnds)
        {
            Assert.Equal(AnswerKind.Allowed, (await callers[0].SendBearerAsync(frontEnd)).Kind);
        }

        return book;
    }

    // As a thief would send them. A fence is as good a refusal as a memory.
    private static async Task RefuseAsync(ClusterOfProcesses cluster, ProofBook[] books, HostProcess[] frontEnds)
    {
        using Sender sender = new();
        Caller thief = new(cluster, sender, new ProofBook());
        foreach (SentProof proof in books.SelectMany(book => book.Proofs).Where(proof => proof.Allowed > 0))
        {
            foreach (HostProcess frontEnd in frontEnds)
            {
                Assert.Contains((await thief.SendAsync(proof, frontEnd)).Reason, (string[])["proof_replayed", "replay_fence", "replay_unavailable"]);
            }
        }
    }
}
