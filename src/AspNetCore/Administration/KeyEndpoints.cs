using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Verifier.AspNetCore.Http;
using Verifier.Keys;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary><c>/v1/tenants/{tenant}/keys</c>: each issuer's keys as held, and fetching them now.</summary>
/// <param name="tenants">Who is there.</param>
/// <param name="keys">Their issuers' keys.</param>
/// <param name="audit">Where a refresh is noted.</param>
/// <param name="clock">Tells what the last hour is.</param>
/// <param name="statistics">Tells of tokens whose key is not known; null where nothing is counted.</param>
internal sealed class KeyEndpoints(ITenantAdministration tenants, IKeyAdministration keys, AuditLog audit, TimeProvider clock, DecisionStatistics? statistics = null)
{
    public async Task ListAsync(HttpContext context, string who)
    {
        if (await TenantEndpoints.FindAsync(tenants, context) is { } entry)
        {
            await AnswerAsync(context, entry.Policy, await keys.ViewsAsync(entry.Policy, context.RequestAborted));
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
            await AnswerAsync(context, entry.Policy, await keys.RefreshAsync(entry.Policy, context.RequestAborted));
        }
    }

    private Task AnswerAsync(HttpContext context, TenantPolicy tenant, IReadOnlyList<KeyRingView>? rings)
        => rings is null ? TenantEndpoints.RefuseAsync(context, TenantOutcome.Unavailable) : WriteAsync(context, tenant, rings);

    private Task WriteAsync(HttpContext context, TenantPolicy tenant, IReadOnlyList<KeyRingView> rings)
        => JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            IReadOnlyDictionary<string, long>? unknown = statistics?.UnknownKeys(tenant.Name, clock.GetUtcNow().ToUnixTimeSeconds());
            json.WriteStartObject();
            json.WriteStartArray("issuers");
            foreach (KeyRingView ring in rings)
            {
                Write(json, ring, unknown is null ? null : unknown.GetValueOrDefault(ring.Issuer));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, KeyRingView ring, long? unknown)
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
        json.WriteBoolean("refreshing", ring.IsRefreshing);
        json.WriteIfAny("unknownKids", unknown);
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
