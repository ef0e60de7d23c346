using System.Diagnostics;
using System.Globalization;
using Verifier.Testing;
using Xunit.Abstractions;

namespace Verifier.Interop.Tests.Faults;

/// <summary>Two one-process hosts under load while everything around them fails; one of them is killed again and again, the other one has to last.</summary>
[Collection(nameof(FaultRunTests))]
[CollectionDefinition(nameof(FaultRunTests), DisableParallelization = true)]
public sealed class FaultRunTests(ITestOutputHelper output)
{
    private const int Replays = 150;
    private const int CallersOfTheCalm = 5;

    // For what takes a healthy process a second or two.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // VERIFIER_FAULT_SECONDS: how long the load lasts; troubles that have begun then come to their end.
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("VERIFIER_FAULT_SECONDS") ?? "20", CultureInfo.InvariantCulture));

    private readonly FaultReport _report = new();

    // In a long run fetches run into every time limit.
    private static TimeSpan LongestTrouble => TimeSpan.FromSeconds(Math.Clamp(Length.TotalSeconds / 8, 2, 15));

    [Fact]
    public async Task Whatever_fails_no_bad_token_passes_no_proof_passes_twice_no_request_hangs_and_memory_stays_flat()
    {
        await using var endless = new EndlessServer();
        await using var mallory = await LoopbackIssuer.StartAsync();
        Trouble[] troubles = [.. Trouble.All(endless.Url, mallory.Issuer, new TestIssuer("https://stranger.test"))];
        var issuers = await Task.WhenAll(troubles.Append(null).Select(TroubledIssuer.StartAsync));
        string[] urls = [.. issuers.Select(issuer => issuer.Url)];
        await using var mortal = await MortalVerifier.StartAsync(urls, _report);
        await using var lasting = await MortalVerifier.StartAsync(urls, _report);
        MortalVerifier[] verifiers = [mortal, lasting];
        var calm = issuers.Single(issuer => issuer.IsCalm);
        var memory = new List<long>();
        using var end = new CancellationTokenSource();

        foreach (var client in verifiers.SelectMany(verifier => issuers.Select(issuer => new HonestCaller(verifier, issuer, _report))))
        {
            Assert.True(await client.GetThroughAsync(Patience));
        }

        end.CancelAfter(Length);
        await Task.WhenAll(
        [
            .. verifiers.SelectMany(verifier => issuers.Concat(Enumerable.Repeat(calm, CallersOfTheCalm))
                .Select(issuer => new HonestCaller(verifier, issuer, _report).RunAsync(end.Token))),
            .. verifiers.Select(verifier => new Attacker(verifier, issuers, mallory.Issuer, _report).RunAsync(end.Token)),
            .. issuers.Select(issuer =>
                issuer.RunAsync([.. verifiers.Select(verifier => new HonestCaller(verifier, issuer, _report))], LongestTrouble, _report, end.Token)),
            RestartAsync(mortal, new HonestCaller(mortal, calm, _report), end.Token),
            MeasureAsync(lasting, memory, end.Token),
        ]);
        await Task.WhenAll(issuers.Select(issuer => issuer.DisposeAsync().AsTask()));

        var (first, last) = (Median(memory.Take(memory.Count / 4)), Median(memory.TakeLast(memory.Count / 4)));
        output.WriteLine($"{_report}\nmemory: {first} MB in the first quarter, {last} MB in the last, {memory.Max()} MB at most");
        Assert.Empty(_report.Violations);
        Assert.All(troubles.Where(trouble => trouble.Listens), trouble => Assert.NotEqual(0, _report.Counted(TroubledIssuer.AskedWhileIt(trouble.Name))));
        Assert.NotEqual(0, _report.Counted("kill -9"));
        Assert.True(last <= (first * 3 / 2) + 64, $"Memory grew from {first} MB to {last} MB.");
    }

    // Two of three ends are kill -9, the third is a clean stop, which hands the ledger over.
    private async Task RestartAsync(MortalVerifier verifier, HonestCaller client, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            await Wait.BetweenAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), end);
            await verifier.RestartAsync(byForce: i % 3 != 2);
            var replays = await Task.WhenAll(verifier.Proofs.Sample(Replays).Select(proof => proof.SendAsync(verifier, _report, "again after a restart")));
            foreach (var replay in replays.OfType<Judgement>())
            {
                _report.Count($"proof sent again after a restart: {replay.Reason ?? "passed for the first time"}");
            }

            var began = Stopwatch.GetTimestamp();
            if (!await client.GetThroughAsync(Patience))
            {
                _report.Violated($"after a restart honest clients did not get through for {Patience.TotalSeconds} s");
            }

            _report.Took("until honest clients got through after a restart", Stopwatch.GetElapsedTime(began));
        }
    }

    private static async Task MeasureAsync(MortalVerifier verifier, List<long> memory, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            memory.Add(await verifier.WorkingSetAsync() / (1024 * 1024));
            await Wait.BetweenAsync(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300), end);
        }
    }

    private static long Median(IEnumerable<long> values) => values.Order().ElementAt(values.Count() / 2);
}
