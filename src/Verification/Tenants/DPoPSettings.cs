namespace Verifier.Tenants;

/// <summary>A tenant's DPoP settings as people write them; nothing is checked here. Null: not written.</summary>
public sealed record DPoPSettings
{
    /// <summary><c>disabled</c>, <c>allowed</c> (the default) or <c>required</c>.</summary>
    public string? Mode { get; init; }

    /// <summary><c>off</c> (the default) or <c>required</c>.</summary>
    public string? Nonce { get; init; }

    /// <summary>The proofs' algorithms by name; default ES256, ES384, PS256, RS256.</summary>
    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary>How old a proof may be, in seconds, 1 to 3600; default 300.</summary>
    public long? ProofLifetimeSeconds { get; init; }

    /// <summary>How far a proof may be from the future, in seconds, 0 to 300; default 30.</summary>
    public long? ClockSkewSeconds { get; init; }
}
