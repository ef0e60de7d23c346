using System.Globalization;
using Verifier.Bench.Core;
using Verifier.DPoP;
using Verifier.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Bench.Grown;

/// <summary>Time and memory against the number of tenants, issuers, cached tokens, live proofs and cores: which costs are constant, and which linear.</summary>
internal static class Growth
{
    private const int Decisions = 20_000;

    private static readonly TestKey Key = TestKey.Create("ES256");

    public static async Task<int> RunAsync(bool isFull)
    {
        List<Point> points = [];
        int[] some = isFull ? [1, 10, 100, 1_000, 10_000] : [1, 10, 100, 1_000];
        Each("tenants", some, count => Tenants(count, issuers: 1, tokens: count));
        Each("issuers of one tenant", [1, 10, 50], count => Tenants(1, count, tokens: count));
        Each("cached tokens", isFull ? [1, 1_000, 10_000, 100_000, 1_000_000] : [1, 1_000, 10_000, 50_000], count => Tenants(Math.Max(1, count / 10_000), 1, count));
        Each("live proofs", isFull ? [1_000, 10_000, 100_000, 1_000_000, 10_000_000] : [1_000, 10_000, 100_000, 1_000_000], Proofs);
        Each("cores", Environment.ProcessorCount > 1 ? [1, 2] : [1], Cores);

        await File.WriteAllLinesAsync("docs/growth.csv", points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.Against},{point.Count},{point.Nanoseconds:0},{point.Bytes:0}"))
            .Prepend("against,count,nanoseconds,bytes"));
        await File.WriteAllTextAsync("docs/growth.svg", Picture.Of(points));
        return 0;

        void Each(string against, int[] counts, Func<int, (double Nanoseconds, double Bytes)> measure)
        {
            foreach (int count in counts)
            {
                (double nanoseconds, double bytes) = measure(count);
                points.Add(new Point(against, count, nanoseconds, bytes));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} {against}: {nanoseconds:0} ns, {bytes / 1024:0} KiB"));
            }
        }
    }

    /// <summary>A decision on a Bearer token that was seen before, tokens and tenants in turn; the memory of the whole verifier with its owners.</summary>
    private static (double Nanoseconds, double Bytes) Tenants(int tenants, int issuers, int tokens)
    {
        TestIssuer[] all = [.. Enumerable.Range(0, tenants * issuers).Select(i => Workbench.IssuerOf($"https://issuer-{i}.bench.test", Key))];

        // Shuffled, as requests come; made before the memory is looked at.
        string[] headers = [.. Enumerable.Range(0, tokens).Select(i => $"Bearer {Workbench.Token(all[i % all.Length])}")];
        Random.Shared.Shuffle(headers);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Workbench bench = new(Key, [.. all.Chunk(issuers).Select((own, i) => Workbench.Policy($"tenant-{i}", [.. own.Select(issuer => issuer.Issuer)]))]);
        foreach (string header in headers)
        {
            Decide(bench, header);
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        return (Fastest(Decisions, i => Decide(bench, headers[i % headers.Length])), bytes);
    }

    /// <summary>One record more, hashing included; the memory of the ledger.</summary>
    private static (double Nanoseconds, double Bytes) Proofs(int count)
    {
        long now = Workbench.Now;
        ReplayLedger ledger = new(long.MinValue);
        TenantPolicy policy = Workbench.Policy("bench", "https://issuer.bench.test");
        ulong[] keys = [.. Enumerable.Range(0, 1000).Select(i => ProofUse.KeyOf("bench", $"{i:D43}"))];
        int made = 0;
        while (made < count)
        {
            Record(0);
        }

        long bytes = ledger.Bytes;
        return (Fastest(Math.Min(Decisions, count), Record), bytes);

        void Record(int unused)
        {
            ProofClaims proof = new() { Thumbprint = $"{made % keys.Length:D43}", Id = $"{made:D22}", Method = "GET", Url = Workbench.Url, TokenHash = default, IssuedAt = now };
            ProofUse use = proof.ToUse(policy, keys[made++ % keys.Length]);
            if (ledger.TryRecord(in use, now).Reason != Reason.None)
            {
                throw new InvalidOperationException("A new proof is refused.");
            }
        }
    }

    /// <summary>Decisions on a seen token by so many threads: wall time over all decisions.</summary>
    private static (double Nanoseconds, double Bytes) Cores(int count)
    {
        Workbench bench = new(Key);
        string header = $"Bearer {bench.Token()}";
        double best = double.MaxValue;
        for (int round = 0; round < 15; round++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() =>
            {
                for (int i = 0; i < Decisions; i++)
                {
                    Decide(bench, header);
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            best = Math.Min(best, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds / ((double)Decisions * count));
        }

        return (best, 0);
    }

    private static void Decide(Workbench bench, string header) => _ = Workbench.Judge(bench.Verifier, bench.Bearer(header) with { Tenant = null });

    // The best of some rounds: what others do on the machine only ever adds.
    private static double Fastest(int times, Action<int> run)
    {
        ThreadClock clock = new();
        double best = double.MaxValue;
        for (int round = 0; round < 12; round++)
        {
            long start = clock.GetTimestamp();
            for (int i = 0; i < times; i++)
            {
                run(i);
            }

            best = Math.Min(best, (clock.GetTimestamp() - start) / (double)times);
        }

        return best;
    }
}
