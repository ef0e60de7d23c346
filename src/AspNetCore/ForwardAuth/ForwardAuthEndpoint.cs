using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary><c>GET /v1/auth</c>: judges the request that a trusted reverse proxy has before it, and answers by status and headers. A call that is not understood whole is refused with 403.</summary>
internal sealed class ForwardAuthEndpoint(ForwardAuthJudge judge, VerifierSetup setup, ProxyGate gate)
{
    private readonly ForwardAuthSetup _setup = setup.ForwardAuth;

    public Task HandleAsync(HttpContext context)
        => !gate.Admits(context) ? ForwardAuthJudge.ForbidAsync(context, "This is for the reverse proxies that the service is told to trust.")
            : TryRead(context.Request, out AccessRequest? request, out bool wantsClaims, out string fault, out bool isClients) ? judge.JudgeAsync(context, request!, wantsClaims)
            : judge.RefuseAsync(context, context.Connection.RemoteIpAddress, fault, isClients);

    private bool TryRead(HttpRequest http, out AccessRequest? request, out bool wantsClaims, out string fault, out bool isClients)
    {
        request = null;
        wantsClaims = false;
        isClients = false;
        if (!AuthQuery.TryRead(http.QueryString, out AuthQuery? policy, out fault) || !judge.TryFindTenant(policy!.Tenant, out fault)
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
        request = forwarded.ToAccessRequest(FieldLines.Of(http.Headers.Authorization), FieldLines.Of(http.Headers[DPoPHeaders.Proof]), certificate, policy);
        return true;
    }
}
