using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Verifier.Telemetry;

/// <summary>Where metrics and traces come from: docs/telemetry.md lists them. Nothing is counted that nobody listens to.</summary>
public static class VerifierTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Verifier";

    /// <summary>A span per decision.</summary>
    public const string DecisionSpan = "verifier.decide";

    /// <summary>A span per fetch of an issuer's keys.</summary>
    public const string KeyFetchSpan = "verifier.fetch_keys";

    private static readonly string? Version = typeof(VerifierTelemetry).Assembly.GetName().Version?.ToString(3);

    internal static ActivitySource Source { get; } = new(Name, Version);

    // One a process, as the instruments of the runtime are: what is counted is told apart by tenant.
    internal static Meter Meter { get; } = new(Name, Version);
}
