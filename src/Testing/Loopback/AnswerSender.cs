using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Verifier.Testing;

/// <summary>Sends an answer, or what a fault makes of it.</summary>
internal sealed class AnswerSender(LoopbackIssuer issuer)
{
    private const string ErrorPage = "<!doctype html><title>Something went wrong</title>";

    public async Task SendAsync(HttpContext context, Func<IssuerFault> faultNow, Func<Task<IssuerAnswer>> rightAnswer)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, issuer.Closing);
        try
        {
            await SendAsync(context, faultNow(), faultNow, rightAnswer, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task SendAsync(
        HttpContext context,
        IssuerFault fault,
        Func<IssuerFault> faultNow,
        Func<Task<IssuerAnswer>> rightAnswer,
        CancellationToken over)
    {
        switch (fault)
        {
            case IssuerFault.Abort:
                context.Abort();
                return;
            case IssuerFault.ServerError:
                await SendPageAsync(context, StatusCodes.Status500InternalServerError, "text/html");
                return;
            case IssuerFault.NotFound:
                await SendPageAsync(context, StatusCodes.Status404NotFound, "text/html");
                return;
            case IssuerFault.Garbage:
                await SendPageAsync(context, StatusCodes.Status200OK, "application/json");
                return;
            case IssuerFault.Redirect when !context.Request.Query.ContainsKey("redirected"):
                context.Response.Redirect($"{context.Request.Path.ToUriComponent()}?redirected=1");
                return;
            case IssuerFault.Redirect:
                issuer.Counts.AddRedirect();
                break;
            case IssuerFault.Slow:
                await Task.Delay(issuer.Faults.Delay, issuer.Issuer.Time, over);
                break;
            case IssuerFault.Hang:
                await WaitWhileAsync(IssuerFault.Hang, faultNow, over);
                break;
            default:
                break;
        }

        IssuerAnswer answer = await rightAnswer();
        if (fault == IssuerFault.Oversized)
        {
            answer.Body["padding"] = new string('x', issuer.Faults.OversizeBytes);
        }

        byte[] body = Encoding.UTF8.GetBytes(Jws.Write(answer.Body));
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        foreach ((string name, string value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        switch (fault)
        {
            case IssuerFault.HangInBody:
                response.ContentLength = body.Length;
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), over);
                await response.Body.FlushAsync(over);
                await WaitWhileAsync(IssuerFault.HangInBody, faultNow, over);
                await response.Body.WriteAsync(body.AsMemory(body.Length / 2), over);
                return;
            case IssuerFault.Truncated:
                body = body[..(body.Length / 2)];
                break;
            case IssuerFault.Compressed:
                response.Headers.ContentEncoding = "gzip";
                body = Compress(body);
                break;
            case IssuerFault.Oversized:
                // A start without a length makes the rest chunked: the reader has to count for itself.
                await response.StartAsync(over);
                await response.Body.WriteAsync(body, over);
                return;
            default:
                break;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body, over);
        }
    }

    private async Task WaitWhileAsync(IssuerFault fault, Func<IssuerFault> faultNow, CancellationToken over)
    {
        while (true)
        {
            // The signal first, then the look: a change between the two ends the wait.
            Task changed = issuer.Faults.Changed;
            if (faultNow() != fault)
            {
                return;
            }

            await changed.WaitAsync(over);
        }
    }

    private static Task SendPageAsync(HttpContext context, int status, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(ErrorPage, context.RequestAborted);
    }

    private static byte[] Compress(byte[] body)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
