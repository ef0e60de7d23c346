using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Http;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary><c>/v1/tenants</c> and <c>/v1/tenants/{tenant}</c>.</summary>
internal sealed class TenantEndpoints(ITenantAdministration tenants, IKeyAdministration keys, FetchRules rules, AuditLog audit)
{
    public async Task ListAsync(HttpContext context, string who)
    {
        if (await tenants.ListAsync(context.RequestAborted) is not { } entries)
        {
            await RefuseAsync(context, TenantOutcome.Unavailable);
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tenants");
            foreach (TenantEntry entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("tenant", entry.Policy.Name);
                json.WriteString("source", entry.IsConfigured ? "configuration" : "api");
                json.WriteString("etag", entry.ETag);
                json.WritePropertyName("policy");
                TenantSettingsWriter.Write(entry.Policy.ToSettings(), json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task GetAsync(HttpContext context, string who)
    {
        if (await FindAsync(tenants, context) is { } entry)
        {
            await WriteAsync(context, StatusCodes.Status200OK, entry);
        }
    }

    public async Task PutAsync(HttpContext context, string who)
    {
        if (!Conditions.TryRead(context.Request.Headers, out TenantCondition condition))
        {
            await RefuseConditionAsync(context);
            return;
        }

        if (await JsonBody.ReadDocumentAsync(context) is not { } document)
        {
            return;
        }

        if (!TenantPolicy.TryCreate(TenantOf(context), document, rules, out TenantPolicy? policy, out IReadOnlyList<string> faults))
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The policy has faults; nothing was changed.", faults);
            return;
        }

        // Not given up with the caller's connection: what was changed is in the audit log.
        TenantChange change = await tenants.PutAsync(policy, condition, who, CancellationToken.None);
        if (policy.AcceptsBoundTokensAsBearer && change.Outcome is (TenantOutcome.Created or TenantOutcome.Replaced))
        {
            audit.BoundTokensAsBearer(who, policy.Name);
        }

        switch (change.Outcome)
        {
            case TenantOutcome.Created:
                audit.TenantCreated(who, policy.Name, change.Entry!.ETag);
                await WriteAsync(context, StatusCodes.Status201Created, change.Entry);
                break;
            case TenantOutcome.Replaced:
                audit.TenantReplaced(who, policy.Name, change.Entry!.ETag);
                await keys.RetainAsync(policy, CancellationToken.None);
                await WriteAsync(context, StatusCodes.Status200OK, change.Entry);
                break;
            case TenantOutcome.Unchanged:
                await WriteAsync(context, StatusCodes.Status200OK, change.Entry!);
                break;
            default:
                await RefuseAsync(context, change.Outcome);
                break;
        }
    }

    public async Task DeleteAsync(HttpContext context, string who)
    {
        if (!Conditions.TryRead(context.Request.Headers, out TenantCondition condition))
        {
            await RefuseConditionAsync(context);
            return;
        }

        string name = TenantOf(context);
        TenantChange change = await tenants.DeleteAsync(name, condition, who, CancellationToken.None);
        if (change.Outcome != TenantOutcome.Deleted)
        {
            await RefuseAsync(context, change.Outcome);
            return;
        }

        audit.TenantDeleted(who, name);

        // A tenant that could not be used (any more) has no keys here.
        if (change.Entry is { } gone)
        {
            await keys.ForgetAsync(gone.Policy, CancellationToken.None);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>The tenant that the path names.</summary>
    public static string TenantOf(HttpContext context) => (string)context.Request.RouteValues["tenant"]!;

    /// <summary>The tenant that the path names; null when the call has been answered.</summary>
    public static async ValueTask<TenantEntry?> FindAsync(ITenantAdministration tenants, HttpContext context)
    {
        TenantChange found = await tenants.FindAsync(TenantOf(context), context.RequestAborted);
        if (found.Outcome == TenantOutcome.Unchanged)
        {
            return found.Entry;
        }

        await RefuseAsync(context, found.Outcome);
        return null;
    }

    /// <summary>Answers why nothing was done.</summary>
    public static Task RefuseAsync(HttpContext context, TenantOutcome outcome) => outcome switch
    {
        TenantOutcome.Missing => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such tenant."),
        TenantOutcome.Configured => Problem.WriteAsync(context, StatusCodes.Status409Conflict, "The tenant comes from configuration and is changed there."),
        TenantOutcome.ConditionFailed => Problem.WriteAsync(context, StatusCodes.Status412PreconditionFailed, "The tenant is not what If-Match or If-None-Match says; nothing was changed."),
        TenantOutcome.Full => Problem.WriteAsync(context, StatusCodes.Status409Conflict, $"The tenant has {RevocationSet.Capacity} revocations in force, the most it may have; nothing was revoked."),
        _ => Problem.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "It cannot be done now, because where tenants are kept cannot be reached or written; the log says why."),
    };

    private static Task RefuseConditionAsync(HttpContext context)
        => Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "If-Match or If-None-Match is not a list of entity tags.");

    private static Task WriteAsync(HttpContext context, int status, TenantEntry entry)
    {
        context.Response.Headers.ETag = entry.ETag;
        return JsonAnswer.WriteAsync(context, status, json => TenantSettingsWriter.Write(entry.Policy.ToSettings(), json));
    }
}
