using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Protection;

/// <summary>Answers a refused request as the HTTP contract says: status, challenges in one line, nonce, <c>Retry-After</c>; the body names the error for people and the decision for the log.</summary>
internal sealed class RefusalWriter(ILogger<RefusalWriter> logger)
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verdict">The refusal.</param>
    /// <param name="isAlone">Whether nobody else has a word to say: a body begins the answer, and after that another scheme's challenge cannot be added.</param>
    public Task WriteAsync(HttpContext context, Verdict verdict, bool isAlone = true) => WriteAsync(context, verdict, verdict.Status, isAlone);

    /// <summary>Answers with another status than the verdict's, for those who can pass on some alone.</summary>
    public Task WriteAsync(HttpContext context, Verdict verdict, int status) => WriteAsync(context, verdict, status, isAlone: true);

    private async Task WriteAsync(HttpContext context, Verdict verdict, int status, bool isAlone)
    {
        DecisionLog.Refused(logger, verdict.DecisionId, verdict.Tenant ?? "(none)", Refusals.Of(verdict.Reason).Code);
        if (context.Response.HasStarted)
        {
            // Too late for a status: whoever has begun to answer must not end as if all were well.
            context.Abort();
            return;
        }

        HttpResponse response = context.Response;
        response.StatusCode = status;
        SendHeaders(context, verdict);
        if (!isAlone)
        {
            response.OnStarting(JoinChallengesAsync, response.Headers);
        }
        else if (HasBody(context.Request))
        {
            await JsonAnswer.WriteAsync(context, status, json =>
            {
                json.WriteStartObject();
                json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
                json.WriteNumber("status", status);
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

    private static void SendHeaders(HttpContext context, Verdict verdict)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";

        // With what another scheme has put there; not with what this one has, when the request is executed again.
        StringValues others = context.Features.Get<Sent>() is { } sent ? sent.Others : headers.WWWAuthenticate;
        context.Features.Set(new Sent(others));
        headers.WWWAuthenticate = Join(others.Concat(verdict.Challenges).ToArray());

        if (verdict.RetryAfterSeconds is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (verdict.Nonce is { } nonce)
        {
            DPoPHeaders.SendNonce(headers, nonce);
        }
    }

    private static Task JoinChallengesAsync(object headers)
    {
        ((IHeaderDictionary)headers).WWWAuthenticate = Join(((IHeaderDictionary)headers).WWWAuthenticate);
        return Task.CompletedTask;
    }

    // One line: nginx relays the first one only.
    private static StringValues Join(StringValues challenges) => challenges.Count == 0 ? StringValues.Empty : string.Join(", ", challenges.ToArray());

    // gRPC clients read the status alone, and a body that is no message would trouble them.
    private static bool HasBody(HttpRequest request)
        => !HttpMethods.IsHead(request.Method) && request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true;

    private sealed record Sent(StringValues Others);
}
