namespace Verifier.Tenants;

/// <summary>A tenant's settings as people write them; nothing is checked here, see <see cref="TenantPolicy"/>. Null: not written, the default holds.</summary>
public sealed record TenantSettings
{
    /// <summary>The issuers trusted, at least one.</summary>
    public IReadOnlyList<IssuerSettings>? Issuers { get; init; }

    /// <summary>The audiences taken, at least one.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>The access tokens' algorithms by name; default RS256, PS256, ES256, ES384.</summary>
    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary><c>any</c> (the default) or <c>rfc9068</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>How far the issuers' clocks may differ, in seconds, 0 to 300; default 10.</summary>
    public long? ClockSkewSeconds { get; init; }

    /// <summary>DPoP.</summary>
    public DPoPSettings? DPoP { get; init; }

    /// <summary>The issuers' keys.</summary>
    public KeySettings? Keys { get; init; }

    /// <summary>The replay ledger.</summary>
    public ReplaySettings? Replay { get; init; }

    /// <summary>The protected resource's metadata (RFC 9728); none is published by default.</summary>
    public ResourceSettings? Resource { get; init; }

    /// <summary>Whether DPoP-bound tokens pass as Bearer, for migration; default false.</summary>
    public bool? AcceptBoundTokensAsBearer { get; init; }

    /// <summary>The origin under which clients see the API; none by default.</summary>
    public string? PublicOrigin { get; init; }

    /// <summary>The realm named in challenges; default <c>api</c>.</summary>
    public string? Realm { get; init; }

    /// <summary><c>standard</c> (the default) or <c>auth0</c>.</summary>
    public string? Answers { get; init; }
}
