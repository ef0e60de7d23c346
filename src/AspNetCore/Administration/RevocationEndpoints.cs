using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Http;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary><c>/v1/tenants/{tenant}/revocations</c>; open for tenants from configuration too.</summary>
internal sealed class RevocationEndpoints(ITenantAdministration tenants, AuditLog audit, TimeProvider clock)
{
    public async Task ListAsync(HttpContext context, string who)
    {
        if (await TenantEndpoints.FindAsync(tenants, context) is not { } entry)
        {
            return;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json =>
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
        if (await TenantEndpoints.FindAsync(tenants, context) is not { } entry || await JsonBody.ReadDocumentAsync(context) is not { } document)
        {
            return;
        }

        if (!Revocation.TryCreate(document, entry.Policy, Now, out Revocation? revocation, out IReadOnlyList<string> faults))
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The revocation has faults; nothing was revoked.", faults);
            return;
        }

        TenantOutcome outcome = await tenants.RevokeAsync(entry.Policy.Name, revocation, who, CancellationToken.None);
        if (outcome != TenantOutcome.Created)
        {
            await TenantEndpoints.RefuseAsync(context, outcome);
            return;
        }

        audit.RevocationAdded(who, entry.Policy.Name, revocation.Id);
        context.Response.Headers.Location = $"/v1/tenants/{entry.Policy.Name}/revocations/{revocation.Id}";
        await JsonAnswer.WriteAsync(context, StatusCodes.Status201Created, revocation.Write);
    }

    public async Task RemoveAsync(HttpContext context, string who)
    {
        string tenant = TenantEndpoints.TenantOf(context);
        string id = (string)context.Request.RouteValues["id"]!;
        switch (await tenants.RestoreAsync(tenant, id, who, CancellationToken.None))
        {
            case TenantOutcome.Deleted:
                audit.RevocationRemoved(who, tenant, id);
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case TenantOutcome.Missing:
                await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such tenant or revocation.");
                break;
            case var outcome:
                await TenantEndpoints.RefuseAsync(context, outcome);
                break;
        }
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();
}
