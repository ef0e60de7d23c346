namespace Verifier.Cluster.Tests.Load;

internal enum AnswerKind
{
    Allowed,

    /// <summary><c>use_dpop_nonce</c>: a new proof with the nonce that came along is asked for.</summary>
    NonceAsked,

    /// <summary>503: it may have been recorded.</summary>
    Unavailable,

    /// <summary>It was used before.</summary>
    Replayed,

    /// <summary>The connection broke off, or nothing came: it may have been recorded.</summary>
    Lost,

    /// <summary>Any other refusal.</summary>
    Refused,
}
