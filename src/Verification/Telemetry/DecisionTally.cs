namespace Verifier.Telemetry;

/// <summary>One tenant's decisions in one span of time: how many for each reason, and how long they took. Thread-safe for counting.</summary>
internal sealed class DecisionTally
{
    private static readonly int ReasonCount = Enum.GetValues<Reason>().Length;

    /// <summary>By <see cref="Reason"/>; the allowed ones under <see cref="Reason.None"/>.</summary>
    public int[] Reasons { get; } = new int[ReasonCount];

    /// <summary>By <see cref="DurationBins"/>.</summary>
    public int[] Durations { get; } = new int[DurationBins.Count];

    public void Count(Reason reason, TimeSpan took)
    {
        _ = Interlocked.Increment(ref Reasons[(int)reason]);
        _ = Interlocked.Increment(ref Durations[DurationBins.Of(took)]);
    }

    public void Add(DecisionTally other)
    {
        for (int i = 0; i < Reasons.Length; i++)
        {
            Reasons[i] += other.Reasons[i];
        }

        for (int i = 0; i < Durations.Length; i++)
        {
            Durations[i] += other.Durations[i];
        }
    }
}
