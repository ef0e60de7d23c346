using Microsoft.Extensions.Logging;

namespace Verifier.Otlp;

/// <summary>What the export tells operators; never an address, which may hold a password.</summary>
internal static partial class Log
{
    [LoggerMessage(3201, LogLevel.Information, "{What} leave by OTLP, to where OTEL_EXPORTER_OTLP_ENDPOINT says")]
    public static partial void Exporting(ILogger logger, string what);

    [LoggerMessage(3202, LogLevel.Warning, "Telemetry is not taken by its collector ({Event}); decisions are made all the same, and this is said once a minute")]
    public static partial void Failing(ILogger logger, string @event);
}
