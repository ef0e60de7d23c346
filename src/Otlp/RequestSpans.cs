using System.Diagnostics;
using OpenTelemetry;

namespace Verifier.Otlp;

/// <summary>
/// Takes out of the spans of requests what a client has written there: a query may hold a token (RFC 6750 section 2.3), and any header anything. .NET 10 writes it where it is told to, .NET 11 unless it
/// is told not to.
/// </summary>
internal sealed class RequestSpans : BaseProcessor<Activity>
{
    public const string Source = "Microsoft.AspNetCore";

    private static readonly string[] Foreign = ["url.query", "url.full", "url.path", "user_agent.original", "client.address", "server.address"];

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source)
        {
            return;
        }

        foreach (string tag in Foreign)
        {
            _ = data.SetTag(tag, null);
        }
    }
}
