using Verifier.AccessTokens;

namespace Verifier;

/// <summary>The answer to one request: allowed with its token, or refused with what to send to the client. Built whole, never changed.</summary>
public sealed class Verdict
{
    private readonly long _highId = Random.Shared.NextInt64();
    private readonly long _lowId = Random.Shared.NextInt64();

    internal Verdict()
    {
    }

    /// <summary>Whether the request may pass.</summary>
    public bool IsAllowed => Reason == Reason.None;

    /// <summary>Why not; <see cref="Reason.None"/> when allowed.</summary>
    public Reason Reason { get; internal init; }

    /// <summary>The decision's name, 32 hexadecimal digits: in the answer and in the log. No secret.</summary>
    public string DecisionId => field ??= $"{_highId:x16}{_lowId:x16}";

    /// <summary>The tenant that judged, null when none could be told.</summary>
    public string? Tenant { get; internal init; }

    /// <summary>What the verdict was made with, when the request is allowed: a further demand is judged by the same.</summary>
    internal Answer? Answer { get; init; }

    /// <summary>The scheme used, <c>Bearer</c> or <c>DPoP</c>, when the request is allowed.</summary>
    public string? Scheme { get; internal init; }

    /// <summary>The access token, when the request is allowed.</summary>
    public AccessToken? Token { get; internal init; }

    /// <summary>The HTTP status to send: 200 when allowed, else 400, 401, 403 or 503.</summary>
    public int Status { get; internal init; } = 200;

    /// <summary>The OAuth error code; null when allowed, and for a request without credentials (RFC 6750 section 3.1).</summary>
    public string? Error { get; internal init; }

    /// <summary>A fixed text about the error; never holds input.</summary>
    public string? ErrorDescription { get; internal init; }

    /// <summary>The <c>WWW-Authenticate</c> challenges, one per scheme; empty when allowed. Joined with <c>", "</c> into one line where they are sent over HTTP.</summary>
    public IReadOnlyList<string> Challenges { get; internal init; } = [];

    /// <summary>The <c>DPoP-Nonce</c> to send, or null.</summary>
    public string? Nonce { get; internal init; }

    /// <summary>The <c>Retry-After</c> to send in seconds, or null.</summary>
    public int? RetryAfterSeconds { get; internal init; }
}
