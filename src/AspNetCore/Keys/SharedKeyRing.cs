using System.Diagnostics;
using Verifier.AspNetCore.InProcess;
using Verifier.Keys;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Keys;

/// <summary>
/// One issuer's keys for one tenant, for all requests of the process: a <see cref="KeyRing"/> under a lock, and the one fetch that may be under way. Whoever needs it waits for the same one; a caller that
/// gives up leaves it to the others.
/// </summary>
internal sealed class SharedKeyRing(string tenant, IssuerPolicy issuer, KeyFetching fetching)
{
    // Out of use for so many refresh times, keys are not refreshed ahead any more.
    private const int IdleRefreshes = 3;

    private readonly Lock _lock = new();
    private readonly KeyRing _ring = new(issuer.Issuer);
    private RefreshPlan _plan;
    private Task? _flight;
    private volatile Held? _held;
    private long _usedAt = fetching.Now;

    /// <summary>Takes the keys that were stored before a restart; they keep their age.</summary>
    public void Restore(StoredKeys stored)
    {
        lock (_lock)
        {
            // A document that was good once and cannot be read any more is fetched anew.
            if (KeySet.TryRead(stored.Jwks.Span, stored.FetchedAt, out KeySet? keys, out _))
            {
                _ = _ring.Restore(keys!, fetching.Now, Random.Shared.NextDouble());
            }
        }
    }

    /// <summary>The keys held. Waits for a fetch only when there are none to use, and not even then when one has failed a moment ago.</summary>
    public ValueTask<KeySet?> GetAsync(RefreshPlan plan, CancellationToken cancellationToken)
    {
        long now = Use();
        if (_held is { } held && held.Covers(now, plan))
        {
            return new(held.Keys);
        }

        lock (_lock)
        {
            now = Enter(plan);
            KeySet? keys = _ring.Usable(now, plan);
            if (_flight is null && _ring.ShouldRefresh(now, plan))
            {
                TakeOff();
            }

            Publish(now);
            return keys is not null || _flight is null ? new(keys) : LandedAsync(_flight, cancellationToken);
        }
    }

    /// <summary>Keys that are newer than <paramref name="known"/>, as far as the cool-down allows a fetch for them; else what is held.</summary>
    public async ValueTask<KeySet?> AskAsync(RefreshPlan plan, KeySet known, CancellationToken cancellationToken)
    {
        _ = Use();
        Task? flight;
        bool wasUnderWay;
        lock (_lock)
        {
            wasUnderWay = _flight is not null;
            if (!TryAsk(plan, known, out flight, out KeySet? keys))
            {
                return keys;
            }
        }

        await flight.WaitAsync(cancellationToken);
        if (!wasUnderWay)
        {
            return Usable();
        }

        // The fetch that was joined may have begun before the issuer published the new key. If it brought nothing new, one that begins now, or began since, tells for sure.
        lock (_lock)
        {
            if (!TryAsk(plan, known, out flight, out KeySet? keys))
            {
                return keys;
            }
        }

        return await LandedAsync(flight, cancellationToken);
    }

    /// <summary>Waits for a fetch that begins after this call, and does not ask whether it is time for one.</summary>
    public async Task RefreshAsync(RefreshPlan plan, CancellationToken cancellationToken)
    {
        _ = Use();
        Task? underWay;
        lock (_lock)
        {
            underWay = _flight;
        }

        if (underWay is not null)
        {
            await underWay.WaitAsync(cancellationToken);
        }

        Task flight;
        lock (_lock)
        {
            _ = Enter(plan);
            flight = _flight ?? TakeOff();
        }

        await flight.WaitAsync(cancellationToken);
    }

    /// <summary>Refreshes ahead, if it is time and the keys are in use. False when there is nothing left to keep: no use, no usable keys, nothing under way.</summary>
    public bool Beat(bool mayFetch, out bool begun)
    {
        lock (_lock)
        {
            long now = fetching.Now;
            KeySet? keys = _ring.Usable(now, _plan);
            bool isInUse = IsInUse(now);
            begun = mayFetch && isInUse && _flight is null && _ring.ShouldRefresh(now, _plan);
            if (begun)
            {
                _ = TakeOff();
            }

            Publish(now);
            return isInUse || keys is not null || _flight is not null;
        }
    }

    public KeyRingView View(RefreshPlan plan)
    {
        lock (_lock)
        {
            return _ring.View(Enter(plan), plan) with { IsRefreshing = _flight is not null };
        }
    }

    /// <summary>How old the keys held are, in seconds; null when there are none.</summary>
    public long? Age
    {
        get
        {
            lock (_lock)
            {
                return _ring.AgeAt(fetching.Now);
            }
        }
    }

    private static bool HasNews(KeySet? held, KeySet known) => held is not null && !ReferenceEquals(held, known) && held.Keys.Any(key => !known.Holds(key));

    // The caller holds the lock. True: wait for this flight. False: these are the keys, because they have what is not known, or because nothing may be fetched now.
    private bool TryAsk(RefreshPlan plan, KeySet known, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Task? flight, out KeySet? keys)
    {
        long now = Enter(plan);
        keys = _ring.Usable(now, plan);
        flight = HasNews(keys, known) ? null : _flight ?? (_ring.MayAsk(now) ? TakeOff() : null);
        return flight is not null;
    }

    private async ValueTask<KeySet?> LandedAsync(Task flight, CancellationToken cancellationToken)
    {
        await flight.WaitAsync(cancellationToken);
        return Usable();
    }

    private KeySet? Usable()
    {
        lock (_lock)
        {
            return _ring.Usable(fetching.Now, _plan);
        }
    }

    private long Use()
    {
        long now = fetching.Now;
        if (Volatile.Read(ref _usedAt) != now)
        {
            Volatile.Write(ref _usedAt, now);
        }

        return now;
    }

    private bool IsInUse(long now)
    {
        long usedAt = Volatile.Read(ref _usedAt);
        if (usedAt > now)
        {
            // The clock was set back.
            Volatile.Write(ref _usedAt, now);
        }

        return now - usedAt <= (long)IdleRefreshes * Math.Max(1, _plan.RefreshSeconds);
    }

    // The time is taken under the lock: taken outside, it would go back and forth between threads, and the ring would see a clock set back.
    private long Enter(RefreshPlan plan)
    {
        _plan = plan;
        return fetching.Now;
    }

    // The caller holds the lock. The fetch is nobody's in particular: it does not run in the span, or with the ambient state, of the request that happened to come first.
    private Task TakeOff()
    {
        ActivityContext cause = KeyFetchMeter.Cause;
        using AsyncFlowControl? detached = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        fetching.Begun();
        return _flight = Task.Run(() => FlyAsync(cause));
    }

    private async Task FlyAsync(ActivityContext cause)
    {
        using KeyFetchMeter measured = KeyFetchMeter.Begin(tenant, issuer.Issuer, cause);
        try
        {
            (KeySet? keys, ReadOnlyMemory<byte> jwks, string fault) = await fetching.FetchAsync(issuer);
            (KeyRingView before, KeyRingView after) = Land(keys, jwks, fault);
            if (!fetching.IsStopping)
            {
                measured.Ended(after.Failures == 0);
                Log.Landed(fetching.Logger, tenant, before, after);
            }
        }
        finally
        {
            fetching.Ended();
        }
    }

    private (KeyRingView Before, KeyRingView After) Land(KeySet? keys, ReadOnlyMemory<byte> jwks, string fault)
    {
        lock (_lock)
        {
            // First of all: whatever else goes wrong here, the next fetch can begin.
            _flight = null;
            long now = fetching.Now;
            KeyRingView before = _ring.View(now, _plan);
            if (keys is null)
            {
                _ring.Failed(fault, now);
            }
            else if (_ring.Succeeded(keys, now, Random.Shared.NextDouble()))
            {
                fetching.Keep(tenant, issuer, jwks, now);
            }

            Publish(now);
            return (before, _ring.View(now, _plan));
        }
    }

    // The caller holds the lock. Until then requests need not ask the ring.
    private void Publish(long now)
    {
        KeySet? keys = _ring.Usable(now, _plan);
        long until = Math.Min(_ring.NextRefresh(_plan), _ring.UsableUntil(_plan));
        if (keys is null || until <= now)
        {
            _held = null;
        }
        else if (_held is not { } held || !ReferenceEquals(held.Keys, keys) || held.Until != until || held.Plan != _plan || held.From > now)
        {
            _held = new Held(keys, now, until, _plan);
        }
    }

    /// <summary>What the ring answers from one moment until another, unless it changes before.</summary>
    private sealed record Held(KeySet Keys, long From, long Until, RefreshPlan Plan)
    {
        public bool Covers(long now, RefreshPlan plan) => now >= From && now < Until && plan == Plan;
    }
}
