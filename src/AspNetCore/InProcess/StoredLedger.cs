using Verifier.Replay;

namespace Verifier.AspNetCore.InProcess;

/// <summary>What is stored of the replay ledger.</summary>
/// <param name="Life">The last record, or null if there is none.</param>
/// <param name="HandedOver">The ledger that was handed over with a closed record, and certainly not taken since; else empty.</param>
/// <param name="IsFirstStart">Whether nothing was ever stored in this installation: only then is a missing record not a lost life.</param>
public sealed record StoredLedger(StoredLife? Life, ReadOnlyMemory<byte> HandedOver, bool IsFirstStart);
