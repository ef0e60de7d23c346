namespace Verifier.Replay;

/// <summary>The port to the ledger of used proofs. One atomic verb, so that two copies of a proof cannot both be first.</summary>
public interface IReplayLedger
{
    /// <summary>Records the proof's use if it is its first; exact, never answered from a cache. An owner that cannot be asked is <see cref="Reason.ReplayUnavailable"/>, never an exception.</summary>
    ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken);
}
