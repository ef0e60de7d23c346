namespace Verifier.Testing;

/// <summary>A client that a <see cref="LoopbackIssuer"/> gives tokens to (RFC 6749 section 4.4).</summary>
/// <param name="Id">Its <c>client_id</c>.</param>
/// <param name="Secret">Its <c>client_secret</c>; make it up on the spot.</param>
public sealed record TestClient(string Id, string Secret)
{
    /// <summary>The scopes it may have; a request that names none gets them all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["read:orders"];

    /// <summary>
    /// The audiences it may ask for by <c>audience</c> or <c>resource</c> (RFC 8707); a request that names none gets the first. Null: any, and the
    /// first is <see cref="TestIssuer.Audience"/>.
    /// </summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>How long its tokens are good for, to the second.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether it gets DPoP-bound tokens only (<c>dpop_bound_access_tokens</c>, RFC 9449 section 5.2).</summary>
    public bool RequiresDPoP { get; init; }

    /// <summary>The client's id; never its secret.</summary>
    public override string ToString() => Id;
}
