using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Verifier.AspNetCore.Http;

/// <summary>Reads a call's JSON body whole, and no more than is allowed of it.</summary>
internal static class JsonBody
{
    /// <summary>How long a body may be, in bytes.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>
    /// The body, or null when the call has been answered with 400, 413 or 415. Whoever gets a body gives it back with <see cref="Release"/>.
    /// </summary>
    public static async ValueTask<ReadOnlySequence<byte>?> ReadAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!IsPlainJson(request))
        {
            await Problem.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "The body must be application/json in UTF-8, without a content encoding.");
            return null;
        }

        if (request.ContentLength > MaxLength)
        {
            await RefuseLengthAsync(context);
            return null;
        }

        try
        {
            PipeReader reader = request.BodyReader;
            while (true)
            {
                ReadResult read = await reader.ReadAsync(context.RequestAborted);
                if (read.Buffer.Length > MaxLength)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    await RefuseLengthAsync(context);
                    return null;
                }

                if (read.IsCompleted)
                {
                    return read.Buffer;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException malformed)
        {
            // The server's own limits and its reading of chunks; its message is about the protocol and holds no input.
            await Problem.WriteAsync(context, malformed.StatusCode, "The body cannot be read: it is malformed, too slow or too large.");
            return null;
        }
    }

    /// <summary>The body as one JSON document, or null when the call has been answered: as by <see cref="ReadAsync"/>, or with 400. What the document says is judged elsewhere.</summary>
    public static async ValueTask<byte[]?> ReadDocumentAsync(HttpContext context)
    {
        byte[]? document = await CopyAsync(context);
        if (document is null || IsJson(document))
        {
            return document;
        }

        await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "The body is not one JSON document in UTF-8.");
        return null;
    }

    /// <summary>The body in an array of its own, or null when the call has been answered: as by <see cref="ReadAsync"/>.</summary>
    public static async ValueTask<byte[]?> CopyAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } body)
        {
            return null;
        }

        byte[] copy = body.ToArray();
        Release(context, in body);
        return copy;
    }

    public static void Release(HttpContext context, in ReadOnlySequence<byte> body) => context.Request.BodyReader.AdvanceTo(body.End);

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            Utf8JsonReader json = new(body);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Task RefuseLengthAsync(HttpContext context)
        => Problem.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is larger than 128 KiB.");

    private static bool IsPlainJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return false;
        }

        if (string.Equals(request.ContentType, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
