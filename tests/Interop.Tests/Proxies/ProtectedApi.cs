using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>The API behind the proxy: it believes what the proxy tells it, answers with that, and remembers every request that got through.</summary>
internal sealed class ProtectedApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProtectedApi(WebApplication app) => _app = app;

    /// <summary>What got through.</summary>
    public ConcurrentQueue<Arrival> Arrivals { get; } = [];

    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<ProtectedApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var api = new ProtectedApi(app);
        app.Run(api.AnswerAsync);
        await app.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var arrival = new Arrival(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString.ToString(),
            await reader.ReadToEndAsync(),
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()));
        Arrivals.Enqueue(arrival);
        context.Response.Headers["X-Arrivals"] = Arrivals.Count.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(arrival);
    }
}

/// <summary>A request as the API got it; its headers' names are in lower case.</summary>
internal sealed record Arrival(string Method, string Url, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header, empty where there is none: an API that takes a proxy's word cannot tell the two apart.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant()) ?? "";
}
