using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;

namespace Verifier.AspNetCore.Hosting;

/// <summary>What a host of ours is unless it is configured otherwise.</summary>
internal static class HostDefaults
{
    private const string ConsoleFormatter = "Logging:Console:FormatterName";
    private const int MaxHeaderBytes = 32 * 1024;
    private const int MaxRequestLine = 8 * 1024;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    // ASP.NET Core would write two lines for every request.
    private static readonly Dictionary<string, string?> Logging = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:LogLevel:Orleans"] = "Warning",

        // It would write a stack trace about an address that cannot be listened on; what stops a running host it writes as critical.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    public static void Apply(WebApplicationBuilder builder)
    {
        // First, so that every other source wins over it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Logging });

        // Nobody can slow the service down by making it write. The slim builder would keep its own formatter whatever is configured.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        if (builder.Configuration[ConsoleFormatter] is { Length: > 0 } formatter)
        {
            builder.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = formatter);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Where it listens is judged once, at the start; a changed file must not open another address unseen.
            kestrel.Configure(builder.Configuration.GetSection("Kestrel"), reloadOnChange: false);
            kestrel.AddServerHeader = false;

            // Kestrel counts what frames the chunks too; the endpoints themselves refuse at the exact byte.
            kestrel.Limits.MaxRequestBodySize = 2 * VerifierEndpoints.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        });
        builder.Services.AddProblemDetails();
    }
}
