using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Verifier.Envoy;

/// <summary>A gRPC call with one message each way, over HTTP/2 (gRPC's PROTOCOL-HTTP2.md): a frame of one octet for compression, four for the length, and the message.</summary>
internal static class UnaryCall
{
    /// <summary>The longest message that is read, in bytes.</summary>
    public const int MaxMessage = 128 * 1024;

    private const int Prefix = 5;
    private const string ContentType = "application/grpc";
    private const string Status = "grpc-status";

    /// <summary>Whether it is a call of gRPC at all; else it has been answered by an HTTP status that no client takes for success.</summary>
    public static bool IsOne(HttpContext context)
    {
        // Trailers come behind HTTP/2 alone.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "h2c";
            return false;
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !(type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals($"{ContentType}+proto", StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        return true;
    }

    /// <summary>The one message of the call.</summary>
    /// <exception cref="GrpcException">There is none, or more than one, or it is compressed or too long.</exception>
    public static async ValueTask<byte[]> ReadAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation);
            ReadOnlySequence<byte> received = read.Buffer;
            long whole = WholeLength(received);
            if (received.Length > whole)
            {
                throw GrpcException.Malformed("There is more than one message.");
            }

            if (read.IsCompleted)
            {
                byte[] message = received.Length == whole ? received.Slice(Prefix).ToArray() : throw GrpcException.Malformed("The message is cut off.");
                reader.AdvanceTo(received.End);
                return message;
            }

            reader.AdvanceTo(received.Start, received.End);
        }
    }

    /// <summary>Answers with one message.</summary>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> message)
    {
        byte[] frame = new byte[Prefix + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsMemory(Prefix));
        context.Response.ContentType = ContentType;
        await context.Response.Body.WriteAsync(frame, context.RequestAborted);
        context.Response.AppendTrailer(Status, Number(GrpcStatus.Ok));
    }

    /// <summary>Answers without a message; the message here is one of ours, of plain ASCII.</summary>
    public static void Fail(HttpContext context, GrpcStatus status, string message)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = ContentType;
        context.Response.Headers[Status] = Number(status);
        context.Response.Headers["grpc-message"] = message;
    }

    private static string Number(GrpcStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    // How long the frame says it is; as long as nobody can know, more than there is.
    private static long WholeLength(ReadOnlySequence<byte> received)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        if (received.Length < Prefix)
        {
            return long.MaxValue;
        }

        received.Slice(0, Prefix).CopyTo(prefix);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return prefix[0] switch
        {
            0 when length <= MaxMessage => Prefix + length,
            0 => throw new GrpcException(GrpcStatus.ResourceExhausted, "The message is too long."),
            1 => throw new GrpcException(GrpcStatus.Unimplemented, "Compressed messages are not read."),
            _ => throw GrpcException.Malformed("The frame is none."),
        };
    }
}
