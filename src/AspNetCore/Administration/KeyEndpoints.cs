using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Verifier.AspNetCore.Http;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary><c>/v1/tenants/{tenant}/keys</c>: each issuer's keys as held, and fetching them now.</summary>
internal sealed class KeyEndpoints(ITenantAdministration tenants, IKeyAdministration keys, AuditLog audit)
{
    public async Task ListAsync(HttpContext context, string who)
    {
        if (await TenantEndpoints.FindAsync(tenants, context) is { } entry)
        {
            await AnswerAsync(context, await keys.ViewsAsync(entry.Policy, context.RequestAborted));
        }
    }

    public async Task RefreshAsync(HttpContext context, string who)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "This call takes no body.");
            return;
        }

        if (await TenantEndpoints.FindAsync(tenants, context) is { } entry)
        {
            await audit.KeysRefreshedAsync(who, entry.Policy.Name);
            await AnswerAsync(context, await keys.RefreshAsync(entry.Policy, context.RequestAborted));
        }
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<KeyRingView>? rings)
        => rings is null ? TenantEndpoints.RefuseAsync(context, TenantOutcome.Unavailable) : WriteAsync(context, rings);

    private static Task WriteAsync(HttpContext context, IReadOnlyList<KeyRingView> rings)
        => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("issuers");
            foreach (KeyRingView ring in rings)
            {
                Write(json, ring);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, KeyRingView ring)
    {
        json.WriteStartObject();
        json.WriteString("issuer", ring.Issuer);
        json.WriteIfAny("source", ring.Source switch
        {
            KeyOrigin.Fetched => "fetched",
            KeyOrigin.Stored => "stored",
            KeyOrigin.Stale => "stale",
            _ => null,
        });
        json.WriteIfAny("fetchedAt", ring.FetchedAt);
        json.WriteIfAny("usableUntil", ring.UsableUntil);
        json.WriteIfAny("nextRefresh", ring.NextRefresh);
        json.WriteIfAny("coolDownUntil", ring.CoolDownUntil);
        json.WriteNumber("failures", ring.Failures);
        json.WriteIfAny("lastError", ring.LastError);
        json.WriteIfAny("lastErrorAt", ring.LastErrorAt);
        json.WriteStartArray("keys");
        foreach (KeyView key in ring.Keys)
        {
            json.WriteStartObject();
            json.WriteIfAny("kid", key.Kid);
            json.WriteString("type", key.Type);
            json.WriteIfAny("algorithm", key.Algorithm);
            json.WriteString("thumbprint", key.Thumbprint);
            json.WriteNumber("firstSeen", key.FirstSeen);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
