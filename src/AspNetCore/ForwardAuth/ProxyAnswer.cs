using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>What a reverse proxy is to do with a request: what <c>GET /v1/auth</c> answers, taken apart.</summary>
public sealed record ProxyAnswer
{
    private const string Identity = "X-Auth-";

    internal ProxyAnswer(HttpResponse response, ReadOnlyMemory<byte> body)
    {
        Status = response.StatusCode;
        Body = body;
        KeyValuePair<string, string>[] all = [.. response.Headers.Where(header => !IsFraming(header.Key)).Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))];
        Upstream = IsAllowed ? [.. all.Where(IsIdentity)] : [];

        // On an allowed request the client sees the upstream's answer, which says itself how long it may be kept.
        Client = IsAllowed ? [.. all.Where(header => !IsIdentity(header) && !header.Key.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase))] : all;
        Absent = IsAllowed && !response.Headers.ContainsKey(IdentityHeaders.Claims) ? [IdentityHeaders.Claims] : [];
    }

    /// <summary>200 to pass the request on; else the status to refuse it with: 401, 403 or 503.</summary>
    public int Status { get; }

    /// <summary>Whether the request is to be passed on.</summary>
    public bool IsAllowed => Status == StatusCodes.Status200OK;

    /// <summary>What an allowed request is passed on with, each in the place of every header of that name that the client sent, also where the value is empty.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Upstream { get; }

    /// <summary>What has to be taken off an allowed request.</summary>
    public IReadOnlyList<string> Absent { get; }

    /// <summary>What the client's answer has: the refusal's own headers, or those that an upstream's answer is to have besides.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Client { get; }

    /// <summary>A refusal's body, <c>application/problem+json</c>; empty when the request is allowed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    // How the body travels to the client is the proxy's own business.
    private static bool IsFraming(string name) => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);

    private static bool IsIdentity(KeyValuePair<string, string> header) => header.Key.StartsWith(Identity, StringComparison.OrdinalIgnoreCase);
}
