using System.Net;
using Verifier.AspNetCore.Credentials;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>What <c>GET /v1/auth</c> runs on, the section <c>Verifier:ForwardAuth</c>, checked.</summary>
public sealed record ForwardAuthSetup
{
    /// <summary>Which headers name the protected request.</summary>
    public ForwardedHeaderFamily Headers { get; init; }

    /// <summary>The networks whose word is taken for what a client has sent; loopback unless configured. No address is an IPv4 one that is written as IPv6.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [new IPNetwork(IPAddress.Parse("127.0.0.0"), 8), new IPNetwork(IPAddress.IPv6Loopback, 128)];

    /// <summary>Whether somebody has said who the proxies are.</summary>
    public bool NamesProxies { get; init; }

    /// <summary>The header in which a proxy presents its secret.</summary>
    public string SecretHeader { get; init; } = "X-Verifier-Secret";

    /// <summary>The secrets of which a proxy presents one, besides coming from a trusted address; empty: the address alone counts.</summary>
    public IReadOnlyList<NamedKey> Secrets { get; init; } = [];

    /// <summary>Whether a call that names no tenant is refused.</summary>
    public bool RequireTenant { get; init; }

    /// <summary>The header with the client's certificate; null: none is read.</summary>
    public string? CertificateHeader { get; init; }

    /// <summary>How that header is written.</summary>
    public ForwardedCertificateFormat CertificateFormat { get; init; }
}
