namespace Verifier.Telemetry;

/// <summary>What <see cref="DecisionStatistics"/> tells of one hour; the lists over time have one entry a span, oldest first.</summary>
public sealed class DecisionHour
{
    // What "at present" is: the last complete minute and what there is of the next span.
    private const int RecentSpans = 7;

    private DecisionHour(long from, IReadOnlyList<TenantDecisions> tenants, DecisionTally[] spans)
    {
        From = from;
        Tenants = tenants;
        Reasons = [.. Enum.GetValues<Reason>().Select(reason => (Reason: reason, Counts: CountsOf(spans, reason))).Where(row => row.Counts.Any(count => count > 0)).Select(row => new ReasonDecisions(row.Reason, row.Counts))];
        Median = [.. spans.Select(span => DurationBins.Percentile(span.Durations, 0.5))];
        Percentile99 = [.. spans.Select(span => DurationBins.Percentile(span.Durations, 0.99))];
        DecisionTally recent = Sum(spans.TakeLast(RecentSpans));
        RecentMedian = DurationBins.Percentile(recent.Durations, 0.5);
        RecentPercentile99 = DurationBins.Percentile(recent.Durations, 0.99);
    }

    /// <summary>When the first span begins, Unix seconds.</summary>
    public long From { get; }

    /// <summary>Every tenant that has decisions, with their number, in the order of their names; <c>(none)</c> where none could be told, <c>(other)</c> for those that are not told apart.</summary>
    public IReadOnlyList<TenantDecisions> Tenants { get; }

    /// <summary>The reasons that there were; those allowed under <see cref="Reason.None"/>.</summary>
    public IReadOnlyList<ReasonDecisions> Reasons { get; }

    /// <summary>How long half of the decisions took at most, in seconds; null where there were none.</summary>
    public IReadOnlyList<double?> Median { get; }

    /// <summary>How long 99 of 100 decisions took at most, in seconds; null where there were none.</summary>
    public IReadOnlyList<double?> Percentile99 { get; }

    /// <summary><see cref="Median"/> over the last minute.</summary>
    public double? RecentMedian { get; }

    /// <summary><see cref="Percentile99"/> over the last minute.</summary>
    public double? RecentPercentile99 { get; }

    internal static DecisionHour Of(long from, IReadOnlyDictionary<string, DecisionTally>?[] spans, string? tenant)
    {
        SortedDictionary<string, DecisionTally> totals = new(StringComparer.Ordinal);
        DecisionTally[] sums = new DecisionTally[spans.Length];
        for (int i = 0; i < spans.Length; i++)
        {
            sums[i] = new DecisionTally();
            foreach ((string name, DecisionTally tally) in spans[i] ?? new Dictionary<string, DecisionTally>())
            {
                if (!totals.TryGetValue(name, out DecisionTally? total))
                {
                    totals[name] = total = new DecisionTally();
                }

                total.Add(tally);
                if (tenant is null || tenant == name)
                {
                    sums[i].Add(tally);
                }
            }
        }

        return new DecisionHour(from, [.. totals.Select(total => TenantDecisions.Of(total.Key, total.Value))], sums);
    }

    private static int[] CountsOf(DecisionTally[] spans, Reason reason) => [.. spans.Select(span => span.Reasons[(int)reason])];

    private static DecisionTally Sum(IEnumerable<DecisionTally> spans)
    {
        DecisionTally sum = new();
        foreach (DecisionTally span in spans)
        {
            sum.Add(span);
        }

        return sum;
    }
}
