using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Verifier.DPoP;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>The protected request as a trusted proxy names it: by one family of headers, each of them exactly once.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Url">Its absolute URL.</param>
internal sealed record ForwardedRequest(string Method, string Url)
{
    private const int MaxMethod = 32;

    /// <summary>The request.</summary>
    /// <param name="headers">The call's headers.</param>
    /// <param name="family">The headers to read; others are not looked at.</param>
    /// <param name="request">The request, null when there is a fault.</param>
    /// <param name="fault">What is wrong, in words that hold no value.</param>
    /// <param name="isClients">Whether a client can have caused the fault through a proxy that is set up well.</param>
    public static bool TryRead(IHeaderDictionary headers, ForwardedHeaderFamily family, out ForwardedRequest? request, out string fault, out bool isClients)
    {
        request = null;
        isClients = false;
        string origin;
        string target;
        if (!TryReadOne(headers, family is ForwardedHeaderFamily.XForwarded ? "X-Forwarded-Method" : "X-Original-Method", out string method, out fault))
        {
            return false;
        }

        if (family is ForwardedHeaderFamily.XForwarded)
        {
            if (!TryReadOne(headers, "X-Forwarded-Proto", out string scheme, out fault) || !TryReadOne(headers, "X-Forwarded-Host", out string host, out fault)
                || !TryReadOne(headers, "X-Forwarded-Uri", out target, out fault))
            {
                return false;
            }

            origin = $"{scheme}://{host}";
        }
        else
        {
            if (!TryReadOne(headers, "X-Original-URL", out string url, out fault))
            {
                return false;
            }

            int authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
            int path = authority < 3 ? -1 : url.AsSpan(authority).IndexOfAny('/', '?', '#');
            if (authority < 3)
            {
                fault = "X-Original-URL is no absolute URL.";
                return false;
            }

            origin = path < 0 ? url : url[..(authority + path)];
            target = path < 0 ? "/" : url[(authority + path)..];
        }

        isClients = true;
        return TryCreate(method, origin, target, out request, out fault);
    }

    /// <summary>The request from its parts, which may hold anything that a client wrote.</summary>
    public static bool TryCreate(string method, string origin, string target, out ForwardedRequest? request, out string fault)
    {
        request = null;
        if (method.Length is 0 or > MaxMethod || !method.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
        {
            fault = "its method is none (RFC 9110 section 9.1).";
            return false;
        }

        // Of http and https alone, without userinfo or a path; no list, though RFC 3986 has commas in names. It is the client's word where the proxy passes the Host header on.
        if (origin.Contains(',') || !ProtectedUrl.TryReadOrigin(origin, out _))
        {
            fault = "its scheme and host are no origin.";
            return false;
        }

        if (RequestTarget.FaultOf(target) is { } ambiguity)
        {
            fault = $"{ambiguity}.";
            return false;
        }

        fault = "";
        request = new ForwardedRequest(method, origin + target);
        return true;
    }

    /// <summary>The same for the core, with what the client sent besides and the policy for it.</summary>
    public AccessRequest ToAccessRequest(HeaderField authorization, HeaderField proof, ReadOnlyMemory<byte> certificate, AuthQuery policy) => new()
    {
        Authorization = authorization,
        DPoP = proof,
        Method = Method,
        Url = Url,
        PrefersPublicOrigin = true,
        Tenant = policy.Tenant,
        ClientCertificate = certificate,
        Demand = policy.Demand,
    };

    private static bool TryReadOne(IHeaderDictionary headers, string name, out string value, out string fault)
    {
        StringValues lines = headers[name];
        value = lines.Count == 1 ? lines[0] ?? "" : "";
        fault = lines.Count > 1 ? $"{name} was sent {lines.Count} times." : value.Length == 0 ? $"{name} is missing." : "";
        return fault.Length == 0;
    }
}
