using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Http;

/// <summary>Writes a JSON answer that nobody may store.</summary>
internal static class JsonAnswer
{
    // The answers are documents of their own, never parts of a page: quotes and "é" stay readable.
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        using (Utf8JsonWriter json = new(response.BodyWriter, WriterOptions))
        {
            write(json);
            json.Flush();

            // Without its length a body is sent in chunks, the last one in a write to the socket of its own.
            response.ContentLength = json.BytesCommitted;
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
