using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.OpenApi;

/// <summary><c>GET /openapi/v1.json</c>: the HTTP contract as OpenAPI 3.1, written by hand, because these endpoints read and write their bodies themselves.</summary>
internal static class OpenApiDocument
{
    public const string Path = "/openapi/v1.json";

    private static readonly byte[] Document = Read();

    public static async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Document.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(Document, context.RequestAborted);
        }
    }

    private static byte[] Read()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi/v1.json")!;
        byte[] document = new byte[resource.Length];
        resource.ReadExactly(document);
        return document;
    }
}
