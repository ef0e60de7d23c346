using Verifier.Replay;
using static Verifier.Tests.Replay.ShardOwner;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

public sealed class ReplayShardTests
{
    [Fact]
    public void Nothing_is_answered_before_the_first_record_is_stored()
    {
        ReplayShard shard = ReplayShard.Begin(null, default, isFirstStart: true, Now);
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now, Tick));
        Assert.True(shard.TryStartWrite(Now, Tick, out StoredLife? record));
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now, Tick));
        Assert.Equal(new StoredLife(1, record.Id, Now + 10, IsClosed: false), record);
        shard.EndWrite(LifeWrite.Stored);
        Assert.Equal(Reason.None, shard.TryRecord(New(), Now, Tick).Reason);
    }

    [Fact]
    public void A_first_start_has_no_fence() =>
        Assert.Equal(Reason.None, Open(ReplayShard.Begin(null, default, isFirstStart: true, Now)).TryRecord(New(time: Now - 300), Now, Tick).Reason);

    [Fact]
    public void A_missing_record_is_a_lost_life_and_fences()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: false, Now));

        // The lost holder's clock may be 2 s ahead, its lease end 10 s after that, and what it took then 302 s further.
        const long fence = Now + 2 + 10 + 302;
        Assert.Equal(new ReplayAnswer(Reason.ReplayFence, shard.Life), shard.TryRecord(New(time: Now), Now, Tick));
        Assert.Equal(Reason.ReplayFence, shard.TryRecord(New(time: fence - 10), Now, Tick).Reason);
        Assert.Equal(Reason.None, shard.TryRecord(New(life: shard.Life), Now, Tick).Reason);
        shard = Open(ReplayShard.Begin(null, default, isFirstStart: false, Now), now: Now + 320);
        Assert.Equal(Reason.ReplayFence, shard.TryRecord(New(time: fence), Now + 320, Tick).Reason);
        Assert.Equal(Reason.None, shard.TryRecord(New(time: fence + 1), Now + 320, Tick).Reason);
    }

    [Theory]
    [InlineData(-1000, 0)]
    [InlineData(8, 8)]
    [InlineData(5000, 5000)]
    public void A_new_life_is_fenced_to_the_horizon_of_the_one_before(int leaseEnd, int counted)
    {
        long now = Now + counted;
        var before = new StoredLife(41, LifeId.Create(), Now + leaseEnd, IsClosed: false);
        ReplayShard shard = Open(ReplayShard.Begin(before, default, isFirstStart: false, Now), now, number: 42);
        Assert.Equal(Reason.ReplayFence, shard.TryRecord(New(time: now + 302), now, Tick).Reason);
        shard.Renew(now + 1, Tick + 2000);
        Assert.Equal(Reason.None, shard.TryRecord(New(time: now + 303), now + 1, Tick + 2000).Reason);
    }

    [Fact]
    public void A_lease_end_never_goes_back()
    {
        var before = new StoredLife(1, LifeId.Create(), Now + 5000, IsClosed: false);
        ReplayShard shard = ReplayShard.Begin(before, default, isFirstStart: false, Now);
        Assert.True(shard.TryStartWrite(Now, Tick, out StoredLife? record));
        Assert.Equal(Now + 5000, record.LeaseEnd);
        shard.EndWrite(LifeWrite.Stored);
        Assert.True(shard.TryStartWrite(Now + 6000, Tick + 2000, out record));
        Assert.Equal(Now + 6010, record.LeaseEnd);
        shard.EndWrite(LifeWrite.Stored);
        Assert.True(shard.TryStartWrite(Now, Tick + 4000, out record));
        Assert.Equal(Now + 6010, record.LeaseEnd);
        shard.EndWrite(LifeWrite.Stored);
        Assert.True(shard.TryClose(out record, out byte[]? ledger));
        Assert.Equal(Now + 6010, record.LeaseEnd);
        Assert.True(ReplayShard.Begin(record, ledger, isFirstStart: false, Now).TryStartWrite(Now, Tick, out record));
        Assert.Equal(Now + 6010, record.LeaseEnd);
    }

    [Fact]
    public void A_lease_ends_six_monotonic_seconds_after_its_write_was_sent()
    {
        ReplayShard shard = ReplayShard.Begin(null, default, isFirstStart: true, Now);
        Assert.True(shard.TryStartWrite(Now, Tick, out _));

        // The outcome may come late; what counts is when the write was sent.
        shard.EndWrite(LifeWrite.Stored);
        Assert.Equal(Reason.None, shard.TryRecord(New(), Now + 6, Tick + 5999).Reason);
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 6, Tick + 6000));
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now, Tick + 6000));
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now, Tick - 1));
    }

    [Fact]
    public void A_lapsed_lease_may_be_renewed_if_nobody_else_has_written()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        ProofUse use = New();
        Assert.Equal(Reason.None, shard.TryRecord(use, Now, Tick).Reason);
        Assert.Equal(Unavailable, shard.TryRecord(use.Again(), Now + 60, Tick + 60_000));
        shard.Renew(Now + 60, Tick + 60_000);
        Assert.Equal(Reason.ProofReplayed, shard.TryRecord(use.Again(), Now + 60, Tick + 60_000).Reason);
    }

    [Fact]
    public void A_wall_clock_ahead_of_the_stored_lease_end_is_answered_nothing_until_a_later_one_is_stored()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.Equal(Reason.None, shard.TryRecord(New(), Now + 8, Tick).Reason);
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 9, Tick));
        shard.Renew(Now + 9, Tick + 1);
        Assert.Equal(Reason.None, shard.TryRecord(New(), Now + 9, Tick + 1).Reason);
    }

    [Fact]
    public void A_renewal_is_due_every_two_seconds_and_only_one_is_under_way()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.False(shard.TryStartWrite(Now + 1, Tick + 1999, out _));
        Assert.True(shard.TryStartWrite(Now + 2, Tick + 2000, out _));
        Assert.False(shard.TryStartWrite(Now + 9, Tick + 9000, out _));
    }

    [Fact]
    public void A_refused_renewal_ends_the_holder_for_good()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.True(shard.TryStartWrite(Now + 2, Tick + 2000, out _));
        Assert.Equal(Reason.None, shard.TryRecord(New(), Now + 2, Tick + 2000).Reason);
        shard.EndWrite(LifeWrite.Refused);
        Assert.True(shard.HasEnded);
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 2, Tick + 2000));
        Assert.False(shard.TryStartWrite(Now + 9, Tick + 9000, out _));
        Assert.False(shard.TryClose(out _, out _));
    }

    [Fact]
    public void A_first_write_that_is_refused_ends_the_holder_before_it_answered()
    {
        ReplayShard shard = ReplayShard.Begin(null, default, isFirstStart: true, Now);
        Assert.True(shard.TryStartWrite(Now, Tick, out _));
        shard.EndWrite(LifeWrite.Refused);
        Assert.True(shard.HasEnded);
    }

    [Fact]
    public void A_write_of_unknown_outcome_prolongs_nothing_until_the_record_was_read()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.True(shard.TryStartWrite(Now + 2, Tick + 2000, out StoredLife? record));
        shard.EndWrite(LifeWrite.Unknown);
        Assert.True(shard.NeedsReading);
        Assert.False(shard.TryStartWrite(Now + 4, Tick + 4000, out _));
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 6, Tick + 6000));
        shard.Reread(record);
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 6, Tick + 6000));
        shard.Renew(Now + 6, Tick + 6000);
        Assert.Equal(Reason.None, shard.TryRecord(New(), Now + 6, Tick + 6000).Reason);
    }

    [Fact]
    public void A_first_write_of_unknown_outcome_that_is_found_begins_the_life()
    {
        var before = new StoredLife(3, LifeId.Create(), Now, IsClosed: false);
        ReplayShard shard = ReplayShard.Begin(before, default, isFirstStart: false, Now);
        Assert.True(shard.TryStartWrite(Now, Tick, out StoredLife? record));
        shard.EndWrite(LifeWrite.Unknown);
        shard.Reread(record);
        Assert.Equal(Unavailable, shard.TryRecord(New(life: shard.Life), Now, Tick));
        shard.Renew(Now, Tick);
        Assert.Equal(Reason.None, shard.TryRecord(New(life: shard.Life), Now, Tick).Reason);
    }

    [Fact]
    public void A_first_write_of_unknown_outcome_that_is_not_found_ends_the_holder()
    {
        // Even if the record looks untouched: one that is missing now and was missing before may have been there in between.
        foreach (StoredLife? before in new[] { null, new StoredLife(3, LifeId.Create(), Now, IsClosed: false) })
        {
            ReplayShard shard = ReplayShard.Begin(before, default, isFirstStart: before is null, Now);
            Assert.True(shard.TryStartWrite(Now, Tick, out _));
            shard.EndWrite(LifeWrite.Unknown);
            shard.Reread(before);
            Assert.True(shard.HasEnded);
        }
    }

    [Fact]
    public void A_record_that_is_not_its_own_ends_the_holder()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        foreach (Func<StoredLife, StoredLife?> change in new Func<StoredLife, StoredLife?>[]
        {
            own => own with { Number = 2 },
            own => own with { Id = LifeId.Create() },
            own => own with { IsClosed = true },
            _ => null,
        })
        {
            shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
            Assert.True(shard.TryStartWrite(Now + 2, Tick + 2000, out StoredLife? record));
            shard.EndWrite(LifeWrite.Unknown);
            shard.Reread(change(record));
            Assert.True(shard.HasEnded);
            Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 2, Tick + 2000));
        }
    }

    [Fact]
    public void Two_live_holders_a_proof_that_names_the_new_ones_life_is_not_new_to_the_old_one()
    {
        // A second activation, a stale directory: the old holder is within its lease and knows nothing of the new life.
        ReplayShard old = ReplayShard.Begin(null, default, isFirstStart: true, Now);
        Assert.True(old.TryStartWrite(Now, Tick, out StoredLife? record));
        old.EndWrite(LifeWrite.Stored);
        ReplayShard present = Open(ReplayShard.Begin(record, default, isFirstStart: false, Now), number: 2);

        ReplayAnswer fenced = present.TryRecord(New(), Now, Tick);
        Assert.Equal(Reason.ReplayFence, fenced.Reason);
        ProofUse use = New(life: fenced.Life);
        Assert.Equal(Reason.ReplayFence, old.TryRecord(use, Now + 1, Tick + 1000).Reason);
        Assert.Equal(Reason.None, present.TryRecord(use.Again(), Now + 1, Tick + 1000).Reason);
    }

    [Fact]
    public void A_clock_that_ran_ahead_before_a_crash_leaves_a_fence_ahead()
    {
        // A day ahead, a proof of that day is taken; the process dies; the clock is put right.
        long ahead = Now + 86400;
        ReplayShard first = ReplayShard.Begin(null, default, isFirstStart: true, ahead);
        Assert.True(first.TryStartWrite(ahead, Tick, out StoredLife? record));
        first.EndWrite(LifeWrite.Stored);
        ProofUse use = New(time: ahead + 300);
        Assert.Equal(Reason.None, first.TryRecord(use, ahead, Tick).Reason);

        ReplayShard second = Open(ReplayShard.Begin(record, default, isFirstStart: false, Now), ahead, number: 2);
        Assert.Equal(Reason.ReplayFence, second.TryRecord(use.Again(), ahead, Tick).Reason);
    }

    [Fact]
    public void A_holder_configured_with_another_clock_difference_takes_nothing_that_the_one_before_may_have_taken()
    {
        ReplayShard first = ReplayShard.Begin(null, default, isFirstStart: true, Now, clockDifference: 60);
        Assert.True(first.TryStartWrite(Now, Tick, out StoredLife? record));
        first.EndWrite(LifeWrite.Stored);
        long last = record.LeaseEnd - 60;
        ProofUse use = New(time: last + 360);
        Assert.Equal(Unavailable, first.TryRecord(use, last + 1, Tick));
        Assert.Equal(Reason.None, first.TryRecord(use, last, Tick).Reason);

        ReplayShard second = ReplayShard.Begin(record, default, isFirstStart: false, Now, clockDifference: 0);
        Assert.True(second.TryStartWrite(Now + 200, Tick, out _));
        second.EndWrite(LifeWrite.Stored);
        Assert.Equal(Reason.ReplayFence, second.TryRecord(use.Again(), Now + 200, Tick).Reason);
    }

    [Fact]
    public void Reports_without_a_write_are_a_bug()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.Throws<InvalidOperationException>(() => shard.EndWrite(LifeWrite.Stored));
        Assert.Throws<InvalidOperationException>(() => shard.Reread(null));
    }
}
