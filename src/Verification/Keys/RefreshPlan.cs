using Verifier.Tenants;

namespace Verifier.Keys;

/// <summary>When an issuer's keys are fetched again and how long they serve; times in Unix seconds.</summary>
/// <param name="RefreshSeconds">How often keys are fetched.</param>
/// <param name="MaxStaleSeconds">How old keys may get before they are not used any more.</param>
public readonly record struct RefreshPlan(int RefreshSeconds, int MaxStaleSeconds)
{
    private const int LongestRetry = 60;

    /// <summary>A tenant's plan.</summary>
    public static RefreshPlan Of(TenantPolicy tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return new(tenant.KeyRefresh, tenant.KeyMaxStale);
    }

    /// <summary>
    /// When keys fetched at <paramref name="fetchedAt"/> are due again: after the refresh time, up to a tenth earlier or later, so that those who began together do not ask together;
    /// in any case before a tenth of their maximum age is left.
    /// </summary>
    /// <param name="fetchedAt">When they were fetched.</param>
    /// <param name="jitter">0 to 1, drawn once per fetch; 0.5 is the refresh time itself.</param>
    public long DueAt(long fetchedAt, double jitter)
    {
        double refresh = RefreshSeconds * (0.9 + (0.2 * Math.Clamp(jitter, 0, 1)));
        return fetchedAt + Math.Max(1, (long)Math.Min(refresh, MaxStaleSeconds * 0.9));
    }

    /// <summary>When to try again after this many failures in a row: 1 s, then twice as long each time, up to 60 s and never longer than the refresh time.</summary>
    public long RetryAt(long failedAt, int failures)
    {
        int backOff = Math.Min(LongestRetry, 1 << Math.Clamp(failures - 1, 0, 6));
        return failedAt + Math.Max(1, Math.Min(backOff, RefreshSeconds));
    }

    /// <summary>The moment from which keys fetched at <paramref name="fetchedAt"/> are not used any more.</summary>
    public long UsableUntil(long fetchedAt) => fetchedAt + MaxStaleSeconds;
}
