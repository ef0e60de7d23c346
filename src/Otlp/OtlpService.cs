using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Verifier.Telemetry;

namespace Verifier.Otlp;

/// <summary>Runs OpenTelemetry's SDK for as long as the host runs; what has not left when the host stops is sent then. The SDK reads its variables from the host's configuration.</summary>
internal sealed class OtlpService(OtlpPlan plan, IConfiguration configuration, ILogger<OtlpService> logger) : IHostedService, IDisposable
{
    // Series of one instrument. Beyond, the SDK adds up what comes under otel.metric.overflow. A thousand tenants, and what each may be told apart by.
    private const int MostSeries = 4_000;
    private const int MostDecisions = 20_000;

    // For what is left to send; a collector that is away must not keep a host from stopping.
    private const int Patience = 3_000;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;
    private ExportFaults? _faults;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _faults = new ExportFaults(logger);
        _metrics = plan.Metrics ? Metrics() : null;
        _traces = plan.Traces ? Traces() : null;
        Log.Exporting(logger, plan.Metrics && plan.Traces ? "Metrics and traces" : plan.Metrics ? "Metrics" : "Traces");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            _ = _traces?.Shutdown(Patience);
            _ = _metrics?.Shutdown(Patience);
        },
        CancellationToken.None);

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _faults?.Dispose();
    }

    private MeterProvider Metrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(Describe)
        .AddMeter([VerifierTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime", .. plan.Meters])
        .AddView(instrument => instrument.Meter.Name == VerifierTelemetry.Name
            ? new MetricStreamConfiguration { CardinalityLimit = instrument.Name == "verifier.decisions" ? MostDecisions : MostSeries }
            : null)
        .AddOtlpExporter()
        .Build();

    private TracerProvider Traces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(Describe)
        .AddSource([VerifierTelemetry.Name, RequestSpans.Source, .. plan.Sources])
        .AddProcessor(new RequestSpans())
        .AddOtlpExporter()
        .Build();

    // The variables come last, so that they win.
    private void Describe(ResourceBuilder resource) => resource.Clear().AddService(plan.Service).AddTelemetrySdk().AddEnvironmentVariableDetector();
}
