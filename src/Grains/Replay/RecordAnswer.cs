using Verifier.Replay;

namespace Verifier.Grains.Replay;

/// <summary>A shard's answer on its way back.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.record-answer")]
internal readonly record struct RecordAnswer([property: Id(0)] RecordOutcome Outcome, [property: Id(1)] UInt128 Life)
{
    public static RecordAnswer Of(in ReplayAnswer answer) => new(
        answer.Reason switch
        {
            Reason.None => RecordOutcome.Recorded,
            Reason.ProofReplayed => RecordOutcome.Replayed,
            Reason.ReplayFence => RecordOutcome.Fenced,
            Reason.Overloaded => RecordOutcome.Overloaded,
            _ => RecordOutcome.Unavailable,
        },
        answer.Life.Value);

    // What this version does not know is no permission.
    public ReplayAnswer ToAnswer() => new(
        Outcome switch
        {
            RecordOutcome.Recorded => Reason.None,
            RecordOutcome.Replayed => Reason.ProofReplayed,
            RecordOutcome.Fenced => Reason.ReplayFence,
            RecordOutcome.Overloaded => Reason.Overloaded,
            _ => Reason.ReplayUnavailable,
        },
        new LifeId(Life));
}
