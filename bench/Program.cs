using Verifier.Bench.Core;
using Verifier.Bench.Grown;
using Verifier.Bench.Http;

return args switch
{
    // For the scripts in http/, which measure over HTTP.
    ["bodies"] => await BodyPress.RunAsync(),
    ["app", var kind, var issuer] => await ProtectedApp.RunAsync(kind, issuer),
    ["ratios", _, ..] => Ratios.Print(args[1..], Console.Out),
    ["growth", .. var words] => await Growth.RunAsync(isFull: words is ["full"]),
    ["core", .. var rest] => CoreBenchmarks.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project bench -- COMMAND
          core [quick] [PATTERN]   the core beside its peers, with BenchmarkDotNet; results under artifacts/bench
          ratios FILE...           what the architecture wants, from the JSON files of one run or several
          growth [full]            time and memory against tenants, issuers, tokens, proofs and cores; writes docs/growth.csv and docs/growth.svg
        """);
    return 2;
}
