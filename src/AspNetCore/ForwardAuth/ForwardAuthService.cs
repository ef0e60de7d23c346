using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>Forward auth for those who serve proxies that ask in another protocol than <c>GET /v1/auth</c>: the same trust, the same verdicts, the same answers.</summary>
public sealed class ForwardAuthService
{
    private readonly ProxyGate _gate;
    private readonly ForwardAuthJudge _judge;

    internal ForwardAuthService(ProxyGate gate, ForwardAuthJudge judge)
    {
        _gate = gate;
        _judge = judge;
    }

    /// <summary>Whether a call is a trusted proxy's, by its connection and its secret. Nothing may be judged for another one.</summary>
    /// <param name="call">The proxy's call.</param>
    public bool Admits(HttpContext call) => _gate.Admits(call);

    /// <summary>Judges what the proxy has before it. What is not understood is 403, with a line in the log.</summary>
    /// <param name="call">The proxy's call, which has been admitted. Nothing is written to it.</param>
    /// <param name="request">What it says.</param>
    /// <exception cref="OperationCanceledException">The proxy has gone.</exception>
    public async Task<ProxyAnswer> AnswerAsync(HttpContext call, ProxiedRequest request)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(request);
        using MemoryStream body = new();

        // The answer is written as to a proxy that asks over HTTP, and read back: nothing is said twice, nor in two ways. Where nothing is written, nothing is allowed.
        DefaultHttpContext answer = new() { RequestAborted = call.RequestAborted };
        answer.Response.Body = body;
        answer.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await (TryRead(request, out AccessRequest? access, out bool wantsClaims, out string fault, out bool isClients)
            ? _judge.JudgeAsync(answer, access!, wantsClaims)
            : _judge.RefuseAsync(answer, call.Connection.RemoteIpAddress, fault, isClients));
        return new ProxyAnswer(answer.Response, body.ToArray());
    }

    private bool TryRead(ProxiedRequest request, out AccessRequest? access, out bool wantsClaims, out string fault, out bool isClients)
    {
        access = null;
        wantsClaims = false;
        isClients = false;
        if (!AuthQuery.TryRead(request.Policy, out AuthQuery? policy, out fault) || !_judge.TryFindTenant(policy!.Tenant, out fault))
        {
            return false;
        }

        if (!ForwardedCertificate.TryRead(request.ClientCertificate, ForwardedCertificateFormat.PemUrlEncoded, out ReadOnlyMemory<byte> certificate))
        {
            fault = "the certificate in it is not one certificate in PEM, percent-encoded.";
            return false;
        }

        isClients = true;
        if (!ForwardedRequest.TryCreate(request.Method, $"{request.Scheme}://{request.Host}", request.Target, out ForwardedRequest? forwarded, out fault))
        {
            return false;
        }

        wantsClaims = policy.WantsClaims;
        access = forwarded!.ToAccessRequest(request.Authorization, request.DPoP, certificate, policy);
        return true;
    }
}
