namespace Verifier.Replay;

/// <summary>What is stored of a shard's life, and only ever written against the ETag it was read with (docs/decisions/0005).</summary>
/// <param name="Number">Counts the shard's lives.</param>
/// <param name="Id">The random name of this life, made by its holder; another one each time. The seal of the ledger that a closed life hands over.</param>
/// <param name="LeaseEnd">
/// Unix seconds: when its own wall clock is nearer to this than the clock difference, the holder answers nobody until it has stored a later one. Never goes back from
/// one life to the next.
/// </param>
/// <param name="IsClosed">Whether the holder has ended and handed its ledger over.</param>
public sealed record StoredLife(long Number, LifeId Id, long LeaseEnd, bool IsClosed);
