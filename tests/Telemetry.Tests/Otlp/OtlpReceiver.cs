using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Verifier.Telemetry.Tests.Otlp;

/// <summary>A collector: takes OTLP as http/protobuf on a free port of 127.0.0.1 and keeps what it got.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _metrics = new();
    private readonly ConcurrentQueue<byte[]> _traces = new();

    private OtlpReceiver()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v1/metrics", context => TakeAsync(context, _metrics));
        _app.MapPost("/v1/traces", context => TakeAsync(context, _traces));
    }

    public string Url => _app.Urls.First();

    /// <summary>Everything that came, as it came.</summary>
    public IEnumerable<byte[]> Bodies => _metrics.Concat(_traces);

    /// <summary>The last value of each series.</summary>
    public IReadOnlyCollection<Point> Points
    {
        get
        {
            Dictionary<string, Point> last = [];
            foreach (Point point in _metrics.SelectMany(body => Messages.Points(body)))
            {
                last[point.Key] = point;
            }

            return last.Values;
        }
    }

    public IReadOnlyList<Span> Spans => [.. _traces.SelectMany(body => Messages.Spans(body))];

    public IReadOnlyDictionary<string, string> Resource => Messages.Resource(_metrics.First());

    public static async Task<OtlpReceiver> StartAsync()
    {
        OtlpReceiver receiver = new();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, ConcurrentQueue<byte[]> bodies)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        bodies.Enqueue(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }
}
