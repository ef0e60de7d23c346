namespace Verifier.Testing.Tests;

public sealed class TestClockTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Both_clocks_stand_still_until_told()
    {
        DateTimeOffset wall = _clock.GetUtcNow();
        long mark = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(wall.AddSeconds(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.GetElapsedTime(mark));
    }

    [Fact]
    public void Setting_the_wall_clock_back_lets_no_time_pass()
    {
        long mark = _clock.GetTimestamp();

        _clock.SetUtcNow(DateTimeOffset.UnixEpoch);

        Assert.Equal(0, _clock.UnixSeconds);
        Assert.Equal(TimeSpan.Zero, _clock.GetElapsedTime(mark));
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come_and_not_before()
    {
        Task delay = Task.Delay(TimeSpan.FromSeconds(10), _clock);

        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public void Timers_ring_in_order_and_each_sees_its_own_time()
    {
        long start = _clock.UnixSeconds;
        List<string> rung = [];
        using ITimer late = _clock.CreateTimer(_ => rung.Add($"late {_clock.UnixSeconds - start}"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using ITimer often = _clock.CreateTimer(_ => rung.Add($"often {_clock.UnixSeconds - start}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["often 2", "often 4", "late 5", "often 6"], rung);
    }

    [Fact]
    public void A_timer_that_was_disposed_does_not_ring()
    {
        bool rung = false;
        ITimer timer = _clock.CreateTimer(_ => rung = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.False(rung);
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_timer_set_by_a_timer_rings_within_the_same_advance()
    {
        int rung = 0;
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                if (++rung < 3)
                {
                    Assert.True(timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
                }
            },
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(3, rung);
    }
}
