using System.Buffers;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Http;
using Verifier.AspNetCore.InProcess;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary><c>/v1/tenants/{tenant}/revocations</c>; open for tenants from configuration too.</summary>
internal sealed class RevocationEndpoints(TenantRegistry tenants, AuditLog audit, TimeProvider clock)
{
    public Task ListAsync(HttpContext context, string who)
    {
        if (tenants.Find(TenantEndpoints.TenantOf(context)) is not { } entry)
        {
            return TenantEndpoints.RefuseUnknownAsync(context);
        }

        return JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("revocations");
            foreach (Revocation revocation in entry.Snapshot.Revocations.Live(Now))
            {
                revocation.Write(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async Task AddAsync(HttpContext context, string who)
    {
        if (tenants.Find(TenantEndpoints.TenantOf(context)) is not { } entry)
        {
            await TenantEndpoints.RefuseUnknownAsync(context);
            return;
        }

        if (await JsonBody.ReadAsync(context) is not { } body)
        {
            return;
        }

        byte[] document = body.ToArray();
        JsonBody.Release(context, in body);
        if (!JsonBody.IsJson(document))
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, "The body is not one JSON document in UTF-8.");
            return;
        }

        if (!Revocation.TryCreate(document, entry.Policy, Now, out Revocation? revocation, out IReadOnlyList<string> faults))
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The revocation has faults; nothing was revoked.", faults);
            return;
        }

        switch (tenants.Revoke(entry.Policy.Name, revocation))
        {
            case TenantOutcome.Created:
                audit.RevocationAdded(who, entry.Policy.Name, revocation.Id);
                context.Response.Headers.Location = $"/v1/tenants/{entry.Policy.Name}/revocations/{revocation.Id}";
                await JsonAnswer.WriteAsync(context, StatusCodes.Status201Created, revocation.Write);
                break;
            case TenantOutcome.Full:
                await Problem.WriteAsync(context, StatusCodes.Status409Conflict, $"The tenant has {RevocationSet.Capacity} revocations in force, the most it may have; nothing was revoked.");
                break;
            default:
                await TenantEndpoints.RefuseUnknownAsync(context);
                break;
        }
    }

    public async Task RemoveAsync(HttpContext context, string who)
    {
        string tenant = TenantEndpoints.TenantOf(context);
        string id = (string)context.Request.RouteValues["id"]!;
        if (tenants.Restore(tenant, id) != TenantOutcome.Deleted)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such tenant or revocation.");
            return;
        }

        audit.RevocationRemoved(who, tenant, id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();
}
