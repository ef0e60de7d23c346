using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace Verifier.Otlp;

/// <summary>Says once a minute that the export fails. The SDK has its own words for it, which may quote an address with a password: they are left out.</summary>
internal sealed class ExportFaults(ILogger logger) : EventListener
{
    private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private const long Every = 60_000;

    private long _saidAt = -Every;

    // Also called while the base is being made, before there is a logger.
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Exporter)
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        long now = Environment.TickCount64;
        long saidAt = Volatile.Read(ref _saidAt);
        if (logger is not null && eventData.Level is EventLevel.Error or EventLevel.Warning or EventLevel.Critical
            && now - saidAt >= Every && Interlocked.CompareExchange(ref _saidAt, now, saidAt) == saidAt)
        {
            Log.Failing(logger, eventData.EventName ?? $"{eventData.EventId}");
        }
    }
}
