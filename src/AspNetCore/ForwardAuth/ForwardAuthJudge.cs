using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Http;
using Verifier.AspNetCore.Protection;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>What a trusted proxy is answered, whichever way it asks: by a status and headers, or by 403 where its call was not understood.</summary>
internal sealed class ForwardAuthJudge(
    DecisionMeter verifier, ITenantSource tenants, VerifierSetup setup, RefusalWriter refusals, TimeProvider clock, ILogger<ForwardAuthJudge> logger)
{
    public static Task ForbidAsync(HttpContext answer, string detail) => Problem.WriteAsync(answer, StatusCodes.Status403Forbidden, detail);

    /// <summary>Whether a policy's tenant is one, or may be left out.</summary>
    public bool TryFindTenant(string? tenant, out string fault)
    {
        fault = tenant is null
            ? setup.ForwardAuth.RequireTenant ? "it names no tenant, and Verifier:ForwardAuth:RequireTenant is true." : ""
            : tenants.Index.Contains(tenant) ? "" : $"there is no tenant {InputName.Quote(tenant)}.";
        return fault.Length == 0;
    }

    /// <summary>Refuses a call that was not understood; nothing is judged.</summary>
    public Task RefuseAsync(HttpContext answer, IPAddress? from, string fault, bool isClients)
    {
        if (isClients)
        {
            ForwardAuthLog.Ambiguous(logger, from, fault);
        }
        else
        {
            ForwardAuthLog.Misunderstood(logger, from, fault);
        }

        return ForbidAsync(answer, "The reverse proxy's call was not understood; the service's log says why.");
    }

    /// <summary>Judges, and answers.</summary>
    public async Task JudgeAsync(HttpContext answer, AccessRequest request, bool wantsClaims)
    {
        Verdict verdict = await verifier.VerifyAsync(request, clock.GetUtcNow().ToUnixTimeSeconds(), answer.RequestAborted);
        if (!verdict.IsAllowed)
        {
            // nginx passes no other refusals on.
            await refusals.WriteAsync(answer, verdict, verdict.Status == StatusCodes.Status400BadRequest ? StatusCodes.Status401Unauthorized : verdict.Status);
            return;
        }

        await AllowAsync(answer, verdict, wantsClaims);
    }

    private async Task AllowAsync(HttpContext answer, Verdict verdict, bool wantsClaims)
    {
        IHeaderDictionary headers = answer.Response.Headers;
        if (wantsClaims)
        {
            string claims = IdentityHeaders.ClaimsOf(verdict.Token!);
            if (claims.Length > IdentityHeaders.MaxClaims)
            {
                // An upstream that was promised the claims must not read their absence as there being none.
                ForwardAuthLog.ClaimsTooLong(logger, verdict.DecisionId, verdict.Tenant!, claims.Length, IdentityHeaders.MaxClaims);
                await ForbidAsync(answer, "The token's claims are too long to be passed on.");
                return;
            }

            headers[IdentityHeaders.Claims] = claims;
        }

        answer.Response.StatusCode = StatusCodes.Status200OK;
        headers.CacheControl = "no-store";
        IdentityHeaders.Write(headers, verdict.Token!);
        if (verdict.Nonce is { } nonce)
        {
            DPoPHeaders.SendNonce(headers, nonce);
        }
    }
}
