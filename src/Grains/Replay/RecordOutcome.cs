namespace Verifier.Grains.Replay;

/// <summary>What a shard says to one use of a proof; on the wire, so numbers are never given anew.</summary>
internal enum RecordOutcome
{
    Unavailable = 0,
    Recorded = 1,
    Replayed = 2,
    Fenced = 3,
    Overloaded = 4,
}
