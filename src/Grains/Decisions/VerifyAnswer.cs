namespace Verifier.Grains;

/// <summary>The decision: the members of the answer of <c>POST /v1/verify</c>.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.verify-answer")]
public sealed record VerifyAnswer
{
    /// <summary>Whether the request may pass.</summary>
    [Id(0)]
    public required bool Allowed { get; init; }

    /// <summary>The decision's name, 32 hexadecimal digits.</summary>
    [Id(1)]
    public required string DecisionId { get; init; }

    /// <summary>The tenant that judged, null when none could be told.</summary>
    [Id(2)]
    public string? Tenant { get; init; }

    /// <summary>When refused, the reason's code.</summary>
    [Id(3)]
    public string? Reason { get; init; }

    /// <summary>The HTTP status to send; 200 when allowed.</summary>
    [Id(4)]
    public required int Status { get; init; }

    /// <summary>The OAuth error code.</summary>
    [Id(5)]
    public string? Error { get; init; }

    /// <summary>A fixed text about the error.</summary>
    [Id(6)]
    public string? ErrorDescription { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> challenges to send.</summary>
    [Id(7)]
    public IReadOnlyList<string> Challenges { get; init; } = [];

    /// <summary>The <c>DPoP-Nonce</c> to send, or null.</summary>
    [Id(8)]
    public string? Nonce { get; init; }

    /// <summary>The <c>Retry-After</c> to send, in seconds, or null.</summary>
    [Id(9)]
    public int? RetryAfterSeconds { get; init; }

    /// <summary>When allowed, the scheme: <c>Bearer</c> or <c>DPoP</c>.</summary>
    [Id(10)]
    public string? Scheme { get; init; }

    /// <summary>When allowed, the issuer.</summary>
    [Id(11)]
    public string? Issuer { get; init; }

    /// <summary>When allowed, the <c>sub</c>, if there is one.</summary>
    [Id(12)]
    public string? Subject { get; init; }

    /// <summary>When allowed, the client, if there is one.</summary>
    [Id(13)]
    public string? ClientId { get; init; }

    /// <summary>When allowed, the granted scopes.</summary>
    [Id(14)]
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>When allowed, every claim as the issuer wrote it: a JSON object in UTF-8.</summary>
    [Id(15)]
    public byte[] Claims { get; init; } = [];

    /// <summary>When allowed, the thumbprint of the key that the token is bound to, if it is.</summary>
    [Id(16)]
    public string? Thumbprint { get; init; }

    /// <summary>When allowed, the acting party, if there is one.</summary>
    [Id(17)]
    public string? Actor { get; init; }

    /// <summary>When allowed, all actors, newest first.</summary>
    [Id(18)]
    public IReadOnlyList<string> DelegationChain { get; init; } = [];

    /// <summary>The decision's name and what was decided.</summary>
    public override string ToString() => $"{DecisionId}: {Reason ?? "allowed"}";
}
