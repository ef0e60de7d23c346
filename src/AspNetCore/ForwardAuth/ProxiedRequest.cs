namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>A protected request, and the policy for it, as a reverse proxy names them in a protocol of its own. Nothing of it has been checked: <see cref="ForwardAuthService"/> does.</summary>
public sealed record ProxiedRequest
{
    /// <summary>The request's method.</summary>
    public string Method { get; init; } = "";

    /// <summary><c>http</c> or <c>https</c>, as the client used it.</summary>
    public string Scheme { get; init; } = "";

    /// <summary>The host that the client named, with its port where that is not the scheme's own.</summary>
    public string Host { get; init; } = "";

    /// <summary>The path and query as they were on the request line, nothing decoded.</summary>
    public string Target { get; init; } = "";

    /// <summary>The client's Authorization header, every line of it.</summary>
    public HeaderField Authorization { get; init; }

    /// <summary>The client's DPoP header, every line of it.</summary>
    public HeaderField DPoP { get; init; }

    /// <summary>The client's certificate as the proxy saw it in TLS, PEM with percent-encoding, at most 16 KiB; empty when there is none (RFC 8705).</summary>
    public string ClientCertificate { get; init; } = "";

    /// <summary>
    /// What the proxy's configuration demands, by the names that <c>GET /v1/auth</c> has in its query: <c>tenant</c>, <c>scope</c>, <c>audience</c>, <c>claim</c>, <c>claims</c>. Another name, one that is
    /// there twice or an empty value refuses the request. Nothing of it may be the client's.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Policy { get; init; } = [];
}
