using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Http;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Decisions;

/// <summary><c>POST /v1/verify</c>: 200 with the verdict, whatever it is; other statuses are about the call itself.</summary>
internal sealed class DecisionEndpoint(DecisionMeter verifier, ITenantSource tenants, CallerGate gate, TimeProvider clock, ILogger<DecisionEndpoint> logger)
{
    public async Task HandleAsync(HttpContext context)
    {
        Admission admission = await gate.AdmitAsync(context);
        if (!admission.IsAdmitted || !await Query.IsEmptyAsync(context) || await JsonBody.ReadAsync(context) is not { } body)
        {
            return;
        }

        bool understood = VerifyDocument.TryRead(in body, admission.Tenants, out AccessRequest? request, out string fault);
        JsonBody.Release(context, in body);
        if (!understood)
        {
            await Problem.WriteAsync(context, StatusCodes.Status400BadRequest, fault);
            return;
        }

        // A tenant that the caller may not use and one that does not exist look alike.
        if (request!.Tenant is { } tenant && !(tenants.Index.Contains(tenant) && admission.Tenants?.Contains(tenant) != false))
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such tenant.");
            return;
        }

        Verdict verdict = await verifier.VerifyAsync(request, clock.GetUtcNow().ToUnixTimeSeconds(), context.RequestAborted);
        if (!verdict.IsAllowed)
        {
            DecisionLog.Refused(logger, verdict.DecisionId, verdict.Tenant ?? "(none)", Refusals.Of(verdict.Reason).Code);
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, json => VerdictBody.Write(json, verdict));
    }
}
