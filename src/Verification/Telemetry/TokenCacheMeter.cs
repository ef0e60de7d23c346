using System.Diagnostics.Metrics;

namespace Verifier.Telemetry;

/// <summary>Counts how often a token's signature and claims were known already. Two loads and a branch with nobody listening.</summary>
internal static class TokenCacheMeter
{
    private static readonly Counter<long> Lookups =
        VerifierTelemetry.Meter.CreateCounter<long>("verifier.token_cache.lookups", "{lookup}", "Tokens looked for among those that have been verified before.");

    private static readonly KeyValuePair<string, object?> WasHit = new(Tag.Outcome, "hit");
    private static readonly KeyValuePair<string, object?> WasMiss = new(Tag.Outcome, "miss");

    public static void Hit() => Lookups.Add(1, WasHit);

    public static void Miss() => Lookups.Add(1, WasMiss);
}
