using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Verifier.AspNetCore.Health;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: it can decide, from the end of its start, when what it needs first is stored, to the beginning of its stop.</summary>
internal sealed class HealthEndpoints(IHostApplicationLifetime lifetime, IEnumerable<IReadinessPart> parts)
{
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status200OK, "healthy");

    public Task ReadyAsync(HttpContext context)
        => lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested && parts.All(part => part.IsReady)
            ? WriteAsync(context, StatusCodes.Status200OK, "ready")
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready");

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
