namespace Verifier.Cluster.Tests.Load;

/// <summary>What a front end answered to one sending of one proof.</summary>
internal sealed record ProofAnswer(AnswerKind Kind, string Reason, string? Nonce)
{
    /// <summary>Whether the proof may be recorded although its sender has not been told so.</summary>
    public bool IsUnknown => Kind is AnswerKind.Unavailable or AnswerKind.Lost;
}
