using Verifier.Bench.Core;
using Verifier.Bench.Http;

return args switch
{
    // For the scripts in http/, which measure over HTTP.
    ["bodies"] => await BodyPress.RunAsync(),
    ["app", var kind, var issuer] => await ProtectedApp.RunAsync(kind, issuer),
    ["ratios", var results] => Ratios.Print(results, Console.Out),
    ["core", .. var rest] => CoreBenchmarks.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench -- COMMAND
          core [quick] [PATTERN]   the core beside its peers, with BenchmarkDotNet; results under artifacts/bench
          ratios DIRECTORY         the table of docs/benchmarks.md from those results
        """);
    return 2;
}
