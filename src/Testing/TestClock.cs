namespace Verifier.Testing;

/// <summary>
/// A clock that moves when told, for tests of time rules: the wall clock, the monotonic one, and timers (so <c>Task.Delay</c>,
/// <c>PeriodicTimer</c> and <c>CancellationTokenSource</c> as well).
/// </summary>
public sealed class TestClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _wall;
    private long _monotonic;

    /// <summary>A clock that stands still.</summary>
    /// <param name="start">The time it shows, or null for the first second of 2030.</param>
    public TestClock(DateTimeOffset? start = null) => _wall = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The time shown, in Unix seconds.</summary>
    public long UnixSeconds => GetUtcNow().ToUnixTimeSeconds();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _monotonic;
        }
    }

    /// <summary>Lets time pass, on both clocks. Timers that fall due run on this thread, in order, each at its own time.</summary>
    /// <param name="by">How long; not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long end;
        lock (_gate)
        {
            end = _monotonic + by.Ticks;
        }

        while (NextDue(end) is { } alarm)
        {
            alarm.Ring();
        }
    }

    /// <summary>Sets the wall clock, forwards or back, as an operator or NTP does. No time passes: the monotonic clock and timers stay.</summary>
    /// <param name="wall">The time to show.</param>
    public void SetUtcNow(DateTimeOffset wall)
    {
        lock (_gate)
        {
            _wall = wall;
        }
    }

    /// <summary>Waits until so many timers are running, without polling: until the code under test waits for the clock, before it is moved.</summary>
    /// <param name="count">How many, or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WhenTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task set;
            lock (_gate)
            {
                if (_alarms.Count >= count)
                {
                    return;
                }

                set = _set.Task;
            }

            await set.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Alarm alarm = new(this, callback, state);
        _ = alarm.Change(dueTime, period);
        return alarm;
    }

    private Alarm? NextDue(long end)
    {
        lock (_gate)
        {
            Alarm? next = _alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
            long now = Math.Max(_monotonic, next?.Due ?? end);
            _wall += TimeSpan.FromTicks(now - _monotonic);
            _monotonic = now;
            if (next is { Period: > 0 })
            {
                next.Due += next.Period;
            }
            else if (next is not null)
            {
                _ = _alarms.Remove(next);
            }

            return next;
        }
    }

    // Under the lock.
    private void Set(Alarm alarm, long ticks)
    {
        alarm.Due = _monotonic + ticks;
        _alarms.Add(alarm);
        _set.SetResult();
        _set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Alarm(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public long Due { get; set; }

        public long Period { get; private set; }

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                _ = clock._alarms.Remove(this);
                Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }

                if (dueTime > TimeSpan.Zero)
                {
                    clock.Set(this, dueTime.Ticks);
                    return true;
                }

                if (Period > 0)
                {
                    clock.Set(this, Period);
                }
            }

            // Due at once; never under the lock, for the callback may look at the clock from another thread.
            Ring();
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                _ = clock._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
