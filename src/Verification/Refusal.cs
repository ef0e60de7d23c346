namespace Verifier;

/// <summary>What the HTTP contract says about one <see cref="Reason"/>.</summary>
/// <param name="Code">The stable code, <c>snake_case</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The OAuth error, or null where RFC 6750 section 3.1 wants a bare challenge.</param>
/// <param name="Description">A fixed text in RFC 6750's alphabet; never holds input.</param>
public sealed record Refusal(string Code, int Status, string? Error, string Description)
{
    internal const string UseNonce = "use_dpop_nonce";

    /// <summary>Whether the client is sent a nonce to make its proof anew with (RFC 9449 section 8).</summary>
    public bool AsksForNonce => Error == UseNonce;

    /// <summary>Whether there was no answer to give, by a fault of ours or the issuer's.</summary>
    public bool IsUnavailable => Status == 503;
}
