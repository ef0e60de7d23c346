namespace Verifier.Telemetry;

/// <summary>Durations counted in bins half an octave wide, from a microsecond to some twelve seconds: a percentile read from them is off by less than a fifth.</summary>
internal static class DurationBins
{
    /// <summary>How many bins there are. The first takes what is shorter too, the last what is longer.</summary>
    public const int Count = 48;

    private const int PerOctave = 2;

    /// <summary>The bin of a duration.</summary>
    public static int Of(TimeSpan took)
        => took.Ticks <= TimeSpan.TicksPerMicrosecond ? 0 : Math.Min(Count - 1, (int)(PerOctave * Math.Log2(took.TotalMicroseconds)));

    /// <summary>The duration that this share of all is not longer than, in seconds; null when nothing was counted.</summary>
    /// <param name="bins">How many durations each bin has.</param>
    /// <param name="share">0.5 for the median.</param>
    public static double? Percentile(ReadOnlySpan<int> bins, double share)
    {
        long total = 0;
        foreach (int count in bins)
        {
            total += count;
        }

        double rank = share * total;
        long before = 0;
        for (int bin = 0; bin < bins.Length; bin++)
        {
            if (bins[bin] > 0 && before + bins[bin] >= rank)
            {
                return Math.Pow(2, (bin + ((rank - before) / bins[bin])) / PerOctave) / 1_000_000;
            }

            before += bins[bin];
        }

        return null;
    }
}
