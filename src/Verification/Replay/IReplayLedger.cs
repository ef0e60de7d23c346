namespace Verifier.Replay;

/// <summary>The port to the ledger of used proofs. One atomic verb, so that two copies of a proof cannot both be first.</summary>
public interface IReplayLedger
{
    /// <summary>Records the proof's use if it is its first; exact, never answered from a cache. An owner that cannot be asked is <see cref="Reason.ReplayUnavailable"/>, never an exception.</summary>
    ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken);

    /// <summary>
    /// The life that a nonce should name which is sent to a key without one, as far as is known without asking anybody: while the ledger's owner fences what may have been used before it began, a nonce
    /// that names no life would have that client sent a second one. None where nothing is fenced; a wrong guess costs the client one more nonce, never an acceptance.
    /// </summary>
    /// <param name="key">The proof key's number, see <see cref="ProofUse.Key"/>.</param>
    /// <param name="now">Unix seconds, the nonce's time.</param>
    LifeId LifeToName(ulong key, long now);
}
