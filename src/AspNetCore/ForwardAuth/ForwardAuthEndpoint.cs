using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Http;
using Verifier.AspNetCore.Protection;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary><c>GET /v1/auth</c>: judges the request that a trusted reverse proxy has before it, and answers by status and headers. A call that is not understood whole is refused with 403.</summary>
internal sealed class ForwardAuthEndpoint(
    DecisionMeter verifier, ITenantSource tenants, VerifierSetup setup, ProxyGate gate, RefusalWriter refusals, TimeProvider clock, ILogger<ForwardAuthEndpoint> logger)
{
    private readonly ForwardAuthSetup _setup = setup.ForwardAuth;

    public async Task HandleAsync(HttpContext context)
    {
        if (!gate.Admits(context))
        {
            await ForbidAsync(context, "This is for the reverse proxies that the service is told to trust.");
            return;
        }

        if (!TryRead(context.Request, out AccessRequest? request, out bool wantsClaims, out string fault, out bool isClients))
        {
            if (isClients)
            {
                ForwardAuthLog.Ambiguous(logger, context.Connection.RemoteIpAddress, fault);
            }
            else
            {
                ForwardAuthLog.Misunderstood(logger, context.Connection.RemoteIpAddress, fault);
            }

            await ForbidAsync(context, "The reverse proxy's call was not understood; the service's log says why.");
            return;
        }

        Verdict verdict = await verifier.VerifyAsync(request!, clock.GetUtcNow().ToUnixTimeSeconds(), context.RequestAborted);
        if (!verdict.IsAllowed)
        {
            // nginx passes no other refusals on.
            await refusals.WriteAsync(context, verdict, verdict.Status == StatusCodes.Status400BadRequest ? StatusCodes.Status401Unauthorized : verdict.Status);
            return;
        }

        await AllowAsync(context, verdict, wantsClaims);
    }

    private static Task ForbidAsync(HttpContext context, string detail) => Problem.WriteAsync(context, StatusCodes.Status403Forbidden, detail);

    private bool TryRead(HttpRequest http, out AccessRequest? request, out bool wantsClaims, out string fault, out bool isClients)
    {
        request = null;
        wantsClaims = false;
        isClients = false;
        if (!AuthQuery.TryRead(http.QueryString, out AuthQuery? policy, out fault) || !TryFindTenant(policy!.Tenant, out fault)
            || !ForwardedRequest.TryRead(http.Headers, _setup.Headers, out ForwardedRequest? forwarded, out fault, out isClients))
        {
            return false;
        }

        // Caddy sends the client's query where its configuration has none: what looks like a policy then is the client's wish.
        isClients = false;
        int query = forwarded!.Url.IndexOf('?');
        if (http.QueryString.Value is { Length: > 1 } own && query >= 0 && forwarded.Url.AsSpan(query).SequenceEqual(own))
        {
            fault = "its query is that of the protected request, so it may be the client's; write the policy in the proxy's configuration.";
            return false;
        }

        ReadOnlyMemory<byte> certificate = default;
        if (_setup.CertificateHeader is { } header && !ForwardedCertificate.TryRead(http.Headers[header], _setup.CertificateFormat, out certificate))
        {
            fault = $"{header} is not one certificate in the format of Verifier:ForwardAuth:ClientCertificate:Format.";
            return false;
        }

        wantsClaims = policy.WantsClaims;
        request = new AccessRequest
        {
            Authorization = FieldLines.Of(http.Headers.Authorization),
            DPoP = FieldLines.Of(http.Headers[DPoPHeaders.Proof]),
            Method = forwarded.Method,
            Url = forwarded.Url,
            PrefersPublicOrigin = true,
            Tenant = policy.Tenant,
            ClientCertificate = certificate,
            Demand = policy.Demand,
        };
        return true;
    }

    private bool TryFindTenant(string? tenant, out string fault)
    {
        fault = tenant is null
            ? _setup.RequireTenant ? "it names no tenant, and Verifier:ForwardAuth:RequireTenant is true." : ""
            : tenants.Index.Contains(tenant) ? "" : $"there is no tenant {InputName.Quote(tenant)}.";
        return fault.Length == 0;
    }

    private async Task AllowAsync(HttpContext context, Verdict verdict, bool wantsClaims)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (wantsClaims)
        {
            string claims = IdentityHeaders.ClaimsOf(verdict.Token!);
            if (claims.Length > IdentityHeaders.MaxClaims)
            {
                // An upstream that was promised the claims must not read their absence as there being none.
                ForwardAuthLog.ClaimsTooLong(logger, verdict.DecisionId, verdict.Tenant!, claims.Length, IdentityHeaders.MaxClaims);
                await ForbidAsync(context, "The token's claims are too long to be passed on.");
                return;
            }

            headers["X-Auth-Claims"] = claims;
        }

        headers.CacheControl = "no-store";
        IdentityHeaders.Write(headers, verdict.Token!);
        if (verdict.Nonce is { } nonce)
        {
            DPoPHeaders.SendNonce(headers, nonce);
        }
    }
}
