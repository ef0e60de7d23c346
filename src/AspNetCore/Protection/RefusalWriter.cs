using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Protection;

/// <summary>Answers a refused request as the HTTP contract says: status, challenges in one line, nonce, <c>Retry-After</c>; the body names the error for people and the decision for the log.</summary>
internal sealed class RefusalWriter(ILogger<RefusalWriter> logger)
{
    public async Task WriteAsync(HttpContext context, Verdict verdict)
    {
        DecisionLog.Refused(logger, verdict.DecisionId, verdict.Tenant ?? "(none)", Refusals.Of(verdict.Reason).Code);
        if (context.Response.HasStarted)
        {
            // Too late for a status: whoever has begun to answer must not end as if all were well.
            context.Abort();
            return;
        }

        HttpResponse response = context.Response;
        response.StatusCode = verdict.Status;
        SendHeaders(response.Headers, verdict);
        if (HasBody(context.Request))
        {
            await JsonAnswer.WriteAsync(context, verdict.Status, json =>
            {
                json.WriteStartObject();
                json.WriteString("title", ReasonPhrases.GetReasonPhrase(verdict.Status));
                json.WriteNumber("status", verdict.Status);
                if (verdict.ErrorDescription is not null)
                {
                    json.WriteString("detail", verdict.ErrorDescription);
                }

                if (verdict.Error is not null)
                {
                    json.WriteString("error", verdict.Error);
                }

                json.WriteString("decisionId", verdict.DecisionId);
                json.WriteEndObject();
            }, "application/problem+json");
        }
    }

    private static void SendHeaders(IHeaderDictionary headers, Verdict verdict)
    {
        headers.CacheControl = "no-store";
        if (verdict.Challenges.Count > 0)
        {
            // One line, with what another scheme may have put there: nginx relays the first line only.
            headers.WWWAuthenticate = string.Join(", ", headers.WWWAuthenticate.Concat(verdict.Challenges));
        }

        if (verdict.RetryAfterSeconds is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (verdict.Nonce is { } nonce)
        {
            DPoPHeaders.SendNonce(headers, nonce);
        }
    }

    // gRPC clients read the status alone, and a body that is no message would trouble them.
    private static bool HasBody(HttpRequest request)
        => !HttpMethods.IsHead(request.Method) && request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true;
}
