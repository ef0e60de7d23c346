using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Http;
using Verifier.AspNetCore.InProcess;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary><c>GET /v1/statistics</c>: what this process decided in the last hour, of all tenants or of one.</summary>
internal sealed class StatisticsEndpoint(AdminGate gate, DecisionStatistics statistics, ITenantSource tenants, TimeProvider clock)
{
    private readonly long _since = clock.GetUtcNow().ToUnixTimeSeconds();
    private volatile Counted? _revocations;

    public async Task HandleAsync(HttpContext context)
    {
        if (await gate.AdmitAsync(context, onlyReads: true) is null)
        {
            return;
        }

        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        if (!TryReadTenant(context.Request.Query, out string? tenant))
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "This call takes one parameter at most: tenant, once.");
            return;
        }

        if (tenant is not null && !tenants.Index.Contains(tenant) && !statistics.Has(tenant, now))
        {
            await TenantEndpoints.RefuseAsync(context, TenantOutcome.Missing);
            return;
        }

        long? revocations = tenant is null ? await CountRevocationsAsync(now, context.RequestAborted) : await CountRevocationsAsync(tenants.Index.Contains(tenant) ? [tenant] : [], now, context.RequestAborted);
        DecisionHour hour = statistics.Read(tenant, now);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => Write(json, hour, tenant, revocations, now));
    }

    private static bool TryReadTenant(IQueryCollection query, out string? tenant)
    {
        tenant = null;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in query)
        {
            if (name != "tenant" || values is not [{ Length: > 0 } value])
            {
                return false;
            }

            tenant = value;
        }

        return true;
    }

    // In a cluster every tenant is asked for: once a span, however many look at the page.
    private async ValueTask<long?> CountRevocationsAsync(long now, CancellationToken cancellationToken)
    {
        if (_revocations is { } counted && counted.At == now / DecisionStatistics.SpanSeconds)
        {
            return counted.Revocations;
        }

        long? count = await CountRevocationsAsync(tenants.Index.Names, now, cancellationToken);
        _revocations = new Counted(now / DecisionStatistics.SpanSeconds, count);
        return count;
    }

    // Null where an owner cannot be asked: fewer than there are would be worse than no number.
    private async ValueTask<long?> CountRevocationsAsync(IReadOnlyList<string> names, long now, CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (string name in names)
        {
            if (await tenants.GetAsync(name, cancellationToken) is not { } snapshot)
            {
                return null;
            }

            count += snapshot.Revocations.CountLive(now);
        }

        return count;
    }

    private void Write(Utf8JsonWriter json, DecisionHour hour, string? tenant, long? revocations, long now)
    {
        json.WriteStartObject();
        json.WriteString("host", $"{Environment.MachineName} ({Environment.ProcessId})");
        json.WriteBoolean("cluster", tenants is not TenantRegistry);
        json.WriteNumber("since", _since);
        json.WriteNumber("now", now);
        json.WriteNumber("from", hour.From);
        json.WriteNumber("spanSeconds", DecisionStatistics.SpanSeconds);
        json.WriteIfAny("tenant", tenant);
        WriteTenants(json, hour);
        WriteTotals(json, hour, revocations);
        WriteReasons(json, hour);
        WriteLatency(json, hour);
        json.WriteEndObject();
    }

    private static void WriteTenants(Utf8JsonWriter json, DecisionHour hour)
    {
        json.WriteStartArray("tenants");
        foreach (TenantDecisions tenant in hour.Tenants)
        {
            json.WriteStartObject();
            json.WriteString("tenant", tenant.Tenant);
            json.WriteNumber("allowed", tenant.Allowed);
            json.WriteNumber("refused", tenant.Refused);
            json.WriteNumber("unavailable", tenant.Unavailable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTotals(Utf8JsonWriter json, DecisionHour hour, long? revocations)
    {
        json.WriteStartObject("totals");
        json.WriteNumber("allowed", Sum(reason => reason is Reason.None));
        json.WriteNumber("refused", Sum(reason => reason is not Reason.None && !Refusals.Of(reason).IsUnavailable));
        json.WriteNumber("unavailable", Sum(reason => Refusals.Of(reason).IsUnavailable));
        json.WriteNumber("replays", Sum(reason => reason is Reason.ProofReplayed));
        json.WriteNumber("nonceChallenges", Sum(reason => Refusals.Of(reason).AsksForNonce));
        json.WriteIfAny("revocations", revocations);
        json.WriteEndObject();

        long Sum(Func<Reason, bool> counts) => hour.Reasons.Where(row => counts(row.Reason)).Sum(row => row.Counts.Sum(count => (long)count));
    }

    private static void WriteReasons(Utf8JsonWriter json, DecisionHour hour)
    {
        json.WriteStartArray("reasons");
        foreach (ReasonDecisions row in hour.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("reason", Refusals.Of(row.Reason).Code);
            json.WriteNumber("status", Refusals.Of(row.Reason).Status);
            json.WriteString("errorDescription", Refusals.Of(row.Reason).Description);
            json.WriteStartArray("counts");
            foreach (int count in row.Counts)
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLatency(Utf8JsonWriter json, DecisionHour hour)
    {
        json.WriteStartObject("latency");
        WriteSeconds(json, "p50", hour.Median);
        WriteSeconds(json, "p99", hour.Percentile99);
        WriteIfAny(json, "recentP50", hour.RecentMedian);
        WriteIfAny(json, "recentP99", hour.RecentPercentile99);
        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, IReadOnlyList<double?> values)
    {
        json.WriteStartArray(name);
        foreach (double? value in values)
        {
            if (value is null)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(Rounded(value.Value));
            }
        }

        json.WriteEndArray();
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, double? value)
    {
        if (value is not null)
        {
            json.WriteNumber(name, Rounded(value.Value));
        }
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 7);

    private sealed record Counted(long At, long? Revocations);
}
