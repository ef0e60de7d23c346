using System.Globalization;
using System.Text.Json;

namespace Verifier.Bench.Core;

/// <summary>
/// The numbers that Verifier holds, from BenchmarkDotNet's JSON: what was wanted, what was measured, and whether it held. Of several runs each row counts with its least median: whatever else a machine
/// does only adds to it, and for minutes on end.
/// </summary>
internal static class Ratios
{
    public static int Print(IReadOnlyList<string> files, TextWriter output)
    {
        ILookup<string, JsonElement> runs = files
            .SelectMany(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("Benchmarks").EnumerateArray())
            .ToLookup(NameOf);
        double Median(string name) => runs[name].Min(run => run.GetProperty("Statistics").GetProperty("Median").GetDouble());
        double Bytes(string name) => runs[name].Min(run => run.GetProperty("Memory").GetProperty("BytesAllocatedPerOperation").GetDouble());

        output.WriteLine("| | time, us | allocated, B |");
        output.WriteLine("| --- | ---: | ---: |");
        foreach (string name in runs.Select(run => run.Key))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(name) / 1000:0.00} | {Bytes(name):0} |"));
        }

        output.WriteLine();

        bool all = true;
        output.WriteLine("| what | wanted | measured | |");
        output.WriteLine("| --- | ---: | ---: | --- |");
        Row("Bearer, token seen before (RS256): times faster than `JsonWebTokenHandler`", "at least 12", Median("BearerSeen.JsonWebTokenHandler") / Median("BearerSeen.Ours"), ratio => ratio >= 12);
        Row("the same, tenant chosen by the token", "at least 12", Median("BearerSeen.JsonWebTokenHandler") / Median("BearerSeen.OursTenantByToken"), ratio => ratio >= 12);
        Row("the same: bytes allocated", "under 512", Bytes("BearerSeen.Ours"), bytes => bytes < 512);
        Row("Bearer, first sight, RS256: times `RSA.VerifyData`", "at most 1.25", Median("BearerFirstSight.Ours RS256") / Median("BearerFirstSight.VerifyData RS256"), ratio => ratio <= 1.25);
        Row("DPoP, token and key seen, ES256: times `ECDsa.VerifyData`", "at most 1.15", Median("DPoPRequests.Ours") / Median("DPoPRequests.VerifyData"), ratio => ratio <= 1.15);
        Row("the same: times faster than the proof through `JsonWebTokenHandler`, its key cache off", "at least 3", Median("DPoPRequests.ProofThroughJsonWebTokenHandlerUncached") / Median("DPoPRequests.Ours"), ratio => ratio >= 3);
        Row("the same, its key cache on", "at least 3", Median("DPoPRequests.ProofThroughJsonWebTokenHandler") / Median("DPoPRequests.Ours"), ratio => ratio >= 3);
        Row("replay ledger: million proofs recorded a second and core, hashing included", "at least 1", 1000 / Median("Parts.RecordReplay"), rate => rate >= 1);
        return all ? 0 : 1;

        void Row(string what, string wanted, double measured, Predicate<double> holds)
        {
            all &= holds(measured);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {wanted} | {measured:0.##} | {(holds(measured) ? "held" : "**not held**")} |"));
        }
    }

    private static string NameOf(JsonElement run)
    {
        string parameters = run.GetProperty("Parameters").GetString()!;
        return $"{run.GetProperty("Type").GetString()}.{run.GetProperty("Method").GetString()} {parameters[(parameters.IndexOf('=', StringComparison.Ordinal) + 1)..]}".TrimEnd();
    }
}
