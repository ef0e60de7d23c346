namespace Verifier;

/// <summary>The request to decide on, as the protected endpoint received it.</summary>
public sealed record AccessRequest
{
    /// <summary>The Authorization header.</summary>
    public HeaderField Authorization { get; init; }

    /// <summary>The DPoP header.</summary>
    public HeaderField DPoP { get; init; }

    /// <summary>The method; needed when a proof is sent.</summary>
    public string? Method { get; init; }

    /// <summary>The absolute URL that the client used; needed when a proof is sent.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// Whether the <see cref="Url"/> is what an application or a proxy received and not surely what the client sent: then a tenant's <c>publicOrigin</c>, where it has one, takes the place
    /// of the URL's scheme, host and port.
    /// </summary>
    public bool PrefersPublicOrigin { get; init; }

    /// <summary>The tenant, when the caller or the application names it.</summary>
    public string? Tenant { get; init; }

    /// <summary>The tenants that the caller may use; null: all.</summary>
    public IReadOnlySet<string>? AllowedTenants { get; init; }

    /// <summary>The client's certificate as the TLS terminator saw it, DER; empty when there is none (RFC 8705).</summary>
    public ReadOnlyMemory<byte> ClientCertificate { get; init; }

    /// <summary>What the endpoint demands.</summary>
    public AccessDemand Demand { get; init; } = AccessDemand.None;
}
