namespace Verifier.Bench.Core;

internal static class Ratios
{
    public static int Print(string results, TextWriter output) => 0;
}
