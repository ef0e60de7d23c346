using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Verifier.AspNetCore.Administration;
using Verifier.Telemetry;

namespace Verifier.AspNetCore.Page;

/// <summary>
/// The page: <c>GET /</c>, its files and <c>GET /v1/statistics</c>, where administration is served. The files are the same for everybody and hold nothing; whoever has opened them types an admin key in to see anything.
/// </summary>
internal static class PageEndpoints
{
    private const string Index = "index.html";

    // Nothing but what comes with the page runs or is asked, and no text becomes markup, whatever an issuer or a token says.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];
    private static readonly Lazy<IReadOnlyDictionary<string, PageFile>> Files = new(PageFile.ReadAll);

    /// <summary>Has decisions counted for the page.</summary>
    public static IServiceCollection AddPage(this IServiceCollection services)
        => services.AddSingleton<DecisionStatistics>().AddSingleton<StatisticsEndpoint>();

    /// <summary>Maps it all.</summary>
    public static void MapPage(this IEndpointRouteBuilder endpoints)
    {
        StatisticsEndpoint statistics = endpoints.ServiceProvider.GetRequiredService<StatisticsEndpoint>();
        RouteGroupBuilder page = endpoints.MapGroup("").WithMetadata(ServedBy.AdministrationAlone);
        page.MapMethods("/", GetOrHead, context => AnswerAsync(context, Index));
        page.MapMethods("/page/{file}", GetOrHead, context => AnswerAsync(context, (string)context.Request.RouteValues["file"]!));
        page.MapGet("/v1/statistics", statistics.HandleAsync);
    }

    private static Task AnswerAsync(HttpContext context, string name)
    {
        HttpResponse response = context.Response;
        if (!Files.Value.TryGetValue(name, out PageFile? file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
        response.GetTypedHeaders().ETag = file.ETag;

        // Asked for each time, and sent only when it is another one: so the page and its scripts are always of one version.
        headers.CacheControl = "no-cache";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(file.ETag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(file.Content, context.RequestAborted).AsTask();
    }
}
