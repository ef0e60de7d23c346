using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Verifier.Otlp;

/// <summary>Sends a host's metrics and traces to a collector, where the variables of OpenTelemetry name one; else it does nothing.</summary>
public static class OtlpExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    /// <summary>Adds the export to a host whose configuration is complete.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">What it is called unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <param name="meters">Meters besides Verifier's, ASP.NET Core's and the runtime's.</param>
    /// <param name="sources">Activity sources besides Verifier's and ASP.NET Core's.</param>
    /// <exception cref="InvalidOperationException">An address is none; a sentence each.</exception>
    public static void Add(WebApplicationBuilder builder, string service, string[] meters, string[] sources)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IConfiguration configuration = builder.Configuration;
        string[] faults = [.. new[] { Endpoint, MetricsEndpoint, TracesEndpoint }.Select(name => FaultOf(configuration, name)).OfType<string>()];
        if (faults.Length > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }

        OtlpPlan plan = new(service, IsSet(configuration, Endpoint, MetricsEndpoint), IsSet(configuration, Endpoint, TracesEndpoint), meters, sources);
        if (!plan.Metrics && !plan.Traces)
        {
            return;
        }

        if (plan.Traces)
        {
            builder.Services.AddSingleton<IStartupFilter, RequestNames>();
        }

        // First of the hosted services: it is there before anything is counted, and stops when the others have counted their last.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => new OtlpService(plan, configuration, services.GetRequiredService<ILogger<OtlpService>>())));
    }

    private static bool IsSet(IConfiguration configuration, params string[] names) => Array.Exists(names, name => !string.IsNullOrWhiteSpace(configuration[name]));

    // The SDK would go on without a word, and send to localhost. The value is not shown: it may hold a password.
    private static string? FaultOf(IConfiguration configuration, string name)
        => string.IsNullOrWhiteSpace(configuration[name]) || (Uri.TryCreate(configuration[name], UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
            ? null
            : $"{name} is not a URL; it must be one such as http://127.0.0.1:4317.";
}
