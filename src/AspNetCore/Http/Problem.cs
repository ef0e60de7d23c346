using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Verifier.AspNetCore.Http;

/// <summary>Writes <c>application/problem+json</c> (RFC 9457) for a call that is refused itself. A detail is a text of ours and never holds a value from the call.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, string detail, IReadOnlyList<string>? faults = null)
        => JsonAnswer.WriteAsync(
            context,
            status,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
                json.WriteNumber("status", status);
                json.WriteString("detail", detail);
                if (faults is not null)
                {
                    json.WriteStartArray("faults");
                    foreach (string fault in faults)
                    {
                        json.WriteStringValue(fault);
                    }

                    json.WriteEndArray();
                }

                json.WriteEndObject();
            },
            "application/problem+json");
}
