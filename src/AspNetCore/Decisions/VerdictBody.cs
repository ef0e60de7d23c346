using System.Globalization;
using System.Text.Json;
using Verifier.AccessTokens;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Decisions;

/// <summary>Writes a verdict as the answer of <c>POST /v1/verify</c>; members without a value are left out.</summary>
internal static class VerdictBody
{
    public static void Write(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject();
        json.WriteBoolean("allowed", verdict.IsAllowed);
        json.WriteString("decisionId", verdict.DecisionId);
        if (verdict.IsAllowed)
        {
            WriteToken(json, verdict, verdict.Token!);
        }
        else
        {
            json.WriteNumber("status", verdict.Status);
            json.WriteIfAny("error", verdict.Error);
            json.WriteIfAny("errorDescription", verdict.ErrorDescription);
            json.WriteString("reason", Refusals.Of(verdict.Reason).Code);
        }

        WriteHeaders(json, verdict);
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, Verdict verdict, AccessToken token)
    {
        json.WriteString("tenant", verdict.Tenant);
        json.WriteString("scheme", verdict.Scheme);
        json.WriteString("issuer", token.Issuer);
        json.WriteIfAny("subject", token.Subject);
        json.WriteIfAny("clientId", token.ClientId);
        WriteStrings(json, "scopes", token.Scopes);

        // The payload was read strictly before its signature was checked; it goes out as the issuer wrote it.
        json.WritePropertyName("claims");
        json.WriteRawValue(token.Claims.Span, skipInputValidation: true);
        json.WriteIfAny("jkt", token.Thumbprint);
        if (token.Actor is not null)
        {
            json.WriteString("actor", token.Actor);
            WriteStrings(json, "delegationChain", token.DelegationChain);
        }
    }

    private static void WriteHeaders(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject("headers");
        if (!verdict.IsAllowed && verdict.Challenges.Count > 0)
        {
            WriteStrings(json, "WWW-Authenticate", verdict.Challenges);
        }

        WriteHeader(json, DPoPHeaders.Nonce, verdict.Nonce);
        WriteHeader(json, "Retry-After", verdict.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture));
        if (verdict.Nonce is not null)
        {
            WriteHeader(json, "Access-Control-Expose-Headers", DPoPHeaders.ExposedList);
        }

        json.WriteEndObject();
    }

    private static void WriteHeader(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            WriteStrings(json, name, [value]);
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
