using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Verifier.AccessTokens;

namespace Verifier.Telemetry;

/// <summary>
/// What was decided in the last hour, in spans of ten seconds: for people who look at this very process, where no collector has to be. In memory, and bounded: the first <see cref="MostTenants"/> tenants are
/// told apart, which is some 16 MB where each of them has decisions in each span. Told the time. Thread-safe; counting takes no lock, and allocates once per tenant and span.
/// </summary>
public sealed class DecisionStatistics
{
    /// <summary>How many seconds a span has.</summary>
    public const int SpanSeconds = 10;

    /// <summary>How many spans are kept.</summary>
    public const int Spans = 360;

    /// <summary>How many tenants are told apart; those that come later share one name.</summary>
    public const int MostTenants = 100;

    private const int MostIssuers = 200;

    private readonly FirstComers<string> _tenants = new(MostTenants);
    private readonly FirstComers<(string Tenant, string Issuer)> _issuers = new(MostIssuers);
    private readonly Span?[] _ring = new Span?[Spans];

    /// <summary>The hour that ends with the span of <paramref name="now"/>.</summary>
    /// <param name="tenant">Of this tenant alone; null: of all.</param>
    /// <param name="now">Unix seconds.</param>
    public DecisionHour Read(string? tenant, long now)
    {
        long first = NumberOf(now) - Spans + 1;
        return DecisionHour.Of(first * SpanSeconds, [.. Enumerable.Range(0, Spans).Select(i => Held(first + i)?.Tallies)], tenant);
    }

    /// <summary>How many tokens of each issuer were refused in the last hour because they name a key that it does not publish; issuers without any are left out.</summary>
    /// <param name="tenant">Whose issuers.</param>
    /// <param name="now">Unix seconds.</param>
    public IReadOnlyDictionary<string, long> UnknownKeys(string tenant, long now)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        long last = NumberOf(now);
        for (long number = last - Spans + 1; number <= last; number++)
        {
            foreach (((string whose, string issuer), StrongBox<int> count) in Held(number)?.UnknownKeys ?? [])
            {
                if (whose == tenant)
                {
                    counts[issuer] = counts.GetValueOrDefault(issuer) + count.Value;
                }
            }
        }

        return counts;
    }

    /// <summary>Whether anything was counted under this name in the last hour.</summary>
    /// <param name="tenant">The name.</param>
    /// <param name="now">Unix seconds.</param>
    public bool Has(string tenant, long now)
    {
        long last = NumberOf(now);
        return Enumerable.Range(0, Spans).Any(back => Held(last - back)?.Tallies.ContainsKey(tenant) ?? false);
    }

    /// <summary>Counts a verdict. Its tenant must be one that there is: a policy's name, never a request's.</summary>
    internal void Count(AccessRequest request, Verdict verdict, long now, TimeSpan took)
    {
        Span span = Present(now);
        TallyOf(span, verdict.Tenant ?? Tag.None).Count(verdict.Reason, took);
        if (verdict is { Reason: Reason.KeyUnknown, Tenant: { } tenant })
        {
            CountUnknownKey(span, tenant, request);
        }
    }

    private DecisionTally TallyOf(Span span, string tenant)
        => span.Tallies.TryGetValue(tenant, out DecisionTally? tally) ? tally : span.Tallies.GetOrAdd(tenant == Tag.None || _tenants.Has(tenant) ? tenant : Tag.Other, static _ => new DecisionTally());

    // Read again, because it is rare: the issuer is one of the tenant's, or its keys would not have been looked at.
    private void CountUnknownKey(Span span, string tenant, AccessRequest request)
    {
        if (AuthorizationHeader.TryRead(request.Authorization, out _, out ReadOnlyMemory<char> text) == Reason.None
            && new PresentedToken(text).TryRead(out UnverifiedToken? token) == Reason.None
            && token?.Issuer is { } issuer
            && _issuers.Has((tenant, issuer)))
        {
            _ = Interlocked.Increment(ref span.UnknownKeys.GetOrAdd((tenant, issuer), static _ => new StrongBox<int>()).Value);
        }
    }

    private static long NumberOf(long now) => now / SpanSeconds;

    private static int SlotOf(long number) => (int)((ulong)number % Spans);

    private Span? Held(long number) => Volatile.Read(ref _ring[SlotOf(number)]) is { } span && span.Number == number ? span : null;

    // A span replaces the one of an hour ago as a whole: nobody ever counts into what is being emptied.
    private Span Present(long now)
    {
        long number = NumberOf(now);
        ref Span? slot = ref _ring[SlotOf(number)];
        Span? held = Volatile.Read(ref slot);
        while (held is null || held.Number != number)
        {
            Span begun = new(number);
            Span? before = Interlocked.CompareExchange(ref slot, begun, held);
            held = ReferenceEquals(before, held) ? begun : before;
        }

        return held;
    }

    private sealed class Span(long number)
    {
        public long Number => number;

        public ConcurrentDictionary<string, DecisionTally> Tallies { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<(string Tenant, string Issuer), StrongBox<int>> UnknownKeys { get; } = new();
    }
}
