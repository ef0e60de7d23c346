namespace Verifier.Replay;

/// <summary>What the replay ledger says to one use of a proof.</summary>
/// <param name="Reason">
/// <see cref="Reason.None"/>: recorded, new; <see cref="Reason.ProofReplayed"/>; <see cref="Reason.ReplayFence"/>; <see cref="Reason.Overloaded"/>; <see cref="Reason.ReplayUnavailable"/>.
/// </param>
/// <param name="Life">With <see cref="Reason.ReplayFence"/>, the ledger's present life, for the nonce that is sent along.</param>
public readonly record struct ReplayAnswer(Reason Reason, LifeId Life);
