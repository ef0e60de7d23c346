namespace Verifier.Testing;

/// <summary>How a <see cref="LoopbackIssuer"/> is served.</summary>
public sealed record LoopbackIssuerOptions
{
    /// <summary>The port on 127.0.0.1, or 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The path of the issuer identifier: empty, or <c>/</c> (as Auth0's end), or <c>/tenant-1</c>, with or without a <c>/</c> at its end.
    /// </summary>
    public string PathBase { get; init; } = "";

    /// <summary>The first signing key, or null for a new ES256 one.</summary>
    public TestKey? Key { get; init; }

    /// <summary>The clock, or null for the system's.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>The clients that get tokens.</summary>
    public IReadOnlyList<TestClient> Clients { get; init; } = [];

    /// <summary>Whether OpenID Connect's document is served: at the issuer and <c>/.well-known/openid-configuration</c>.</summary>
    public bool ServesOpenIdConfiguration { get; init; } = true;

    /// <summary>
    /// Whether RFC 8414's document is served: at <c>/.well-known/oauth-authorization-server</c> and the issuer's path (section 3.1).
    /// </summary>
    public bool ServesAuthorizationServerMetadata { get; init; } = true;

    /// <summary>
    /// Whether a shell may rotate keys (<c>POST /control/rotate?keepOld=false</c>), set faults
    /// (<c>POST /control/fault?on=jwks&amp;fault=Garbage</c>, <c>on</c> being <c>discovery</c>, <c>jwks</c>, <c>token</c> or <c>all</c>) and
    /// read the counters (<c>GET /control/counters</c>). Anyone on the machine may then.
    /// </summary>
    public bool AllowsControl { get; init; }
}
