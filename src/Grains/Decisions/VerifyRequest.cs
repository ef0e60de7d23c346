namespace Verifier.Grains;

/// <summary>A request to decide on: the members of the document of <c>POST /v1/verify</c>, without their limits on size, which a caller inside the cluster keeps itself.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.verify-request")]
public sealed record VerifyRequest
{
    /// <summary>The tenant, or null: see the HTTP contract, "Which tenant".</summary>
    [Id(0)]
    public string? Tenant { get; init; }

    /// <summary>The field lines of the Authorization header.</summary>
    [Id(1)]
    public IReadOnlyList<string> Authorization { get; init; } = [];

    /// <summary>The field lines of the DPoP header.</summary>
    [Id(2)]
    public IReadOnlyList<string> DPoP { get; init; } = [];

    /// <summary>The protected request's method; needed with a proof.</summary>
    [Id(3)]
    public string? Method { get; init; }

    /// <summary>The protected request's absolute URL; needed with a proof.</summary>
    [Id(4)]
    public string? Url { get; init; }

    /// <summary>Every one of these must be granted.</summary>
    [Id(5)]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Narrows the tenant's audiences.</summary>
    [Id(6)]
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>Every one of these claims must be present and not null.</summary>
    [Id(7)]
    public IReadOnlyList<string> RequiredClaims { get; init; } = [];

    /// <summary>The token's <c>acr</c> must be one of these; empty: any.</summary>
    [Id(8)]
    public IReadOnlyList<string> AcrValues { get; init; } = [];

    /// <summary>How many seconds ago the user may have authenticated at most; null: any.</summary>
    [Id(9)]
    public long? MaxAgeSeconds { get; init; }

    /// <summary>The client's certificate, DER; empty: none.</summary>
    [Id(10)]
    public byte[] ClientCertificate { get; init; } = [];

    /// <summary>Nothing of what a client has sent.</summary>
    public override string ToString() => "a request to decide on";
}
