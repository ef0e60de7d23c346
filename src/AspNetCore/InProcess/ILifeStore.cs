using Verifier.Replay;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Where the replay ledger's owner in one process keeps its life (docs/decisions/0005). Without one registered, the ledger is in memory alone.</summary>
public interface ILifeStore
{
    /// <summary>What is stored at present.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<StoredLedger> ReadAsync();

    /// <summary>Writes the record, and the ledger in place of another one, in one step, if what is stored is still what the owner believes. Never an exception; what fails is logged by the store.</summary>
    /// <param name="expected">The record as last read or written; null: there is none.</param>
    /// <param name="record">The next one.</param>
    /// <param name="ledger">The ledger handed over with a closed record, else empty.</param>
    ValueTask<LifeWrite> WriteAsync(StoredLife? expected, StoredLife record, ReadOnlyMemory<byte> ledger);
}
