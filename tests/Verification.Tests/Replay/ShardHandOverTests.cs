using Verifier.Replay;
using static Verifier.Tests.Replay.ShardOwner;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

public sealed class ShardHandOverTests
{
    [Fact]
    public void A_closed_ledger_is_taken_over_without_a_fence()
    {
        ReplayShard first = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        ProofUse use = New();
        Assert.Equal(Reason.None, first.TryRecord(use, Now, Tick).Reason);
        Assert.True(first.TryClose(out StoredLife? closed, out byte[]? ledger));
        Assert.True(closed.IsClosed);
        Assert.Equal(Unavailable, first.TryRecord(New(), Now, Tick));
        first.EndWrite(LifeWrite.Stored);
        Assert.True(first.HasEnded);

        ReplayShard second = ReplayShard.Begin(closed, ledger, isFirstStart: false, Now + 1);
        Assert.Equal(Unavailable, second.TryRecord(New(), Now + 1, Tick));
        Open(second, Now + 1, number: 2);
        Assert.Equal(first.Life, second.Life);
        Assert.Equal(Reason.ProofReplayed, second.TryRecord(use.Again(), Now + 1, Tick).Reason);
        Assert.Equal(Reason.None, second.TryRecord(use, Now + 1, Tick).Reason);
        Assert.Equal(Reason.None, second.TryRecord(New(), Now + 1, Tick).Reason);
    }

    [Fact]
    public void A_closed_ledger_that_is_missing_or_another_ones_is_a_lost_life()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.True(shard.TryClose(out StoredLife? closed, out byte[]? ledger));
        foreach ((StoredLife record, byte[] image) in new[] { (closed, []), (closed with { Id = LifeId.Create() }, ledger), (closed with { IsClosed = false }, ledger) })
        {
            ReplayShard next = Open(ReplayShard.Begin(record, image, isFirstStart: false, Now), number: 2);
            Assert.Equal(Reason.ReplayFence, next.TryRecord(New(), Now, Tick).Reason);
        }
    }

    [Fact]
    public void A_closed_ledger_is_of_no_use_once_somebody_has_taken_it()
    {
        ReplayShard first = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.True(first.TryClose(out StoredLife? closed, out byte[]? ledger));
        ReplayShard second = ReplayShard.Begin(closed, ledger, isFirstStart: false, Now);
        Assert.True(second.TryStartWrite(Now, Tick, out StoredLife? opened));
        second.EndWrite(LifeWrite.Stored);
        ReplayShard third = Open(ReplayShard.Begin(opened, ledger, isFirstStart: false, Now), number: 3);
        Assert.Equal(Reason.ReplayFence, third.TryRecord(New(), Now, Tick).Reason);
        Assert.NotEqual(second.Life, third.Life);
    }

    [Fact]
    public void Closing_waits_for_the_write_under_way_and_answers_nothing_meanwhile()
    {
        ReplayShard shard = Open(ReplayShard.Begin(null, default, isFirstStart: true, Now));
        Assert.True(shard.TryStartWrite(Now + 2, Tick + 2000, out StoredLife? record));
        Assert.False(shard.TryClose(out _, out _));
        Assert.False(shard.HasEnded);
        Assert.Equal(Unavailable, shard.TryRecord(New(), Now + 2, Tick + 2000));
        shard.EndWrite(LifeWrite.Unknown);
        Assert.False(shard.TryClose(out _, out _));
        shard.Reread(record);
        Assert.True(shard.TryClose(out StoredLife? closed, out _));
        Assert.Equal(record with { IsClosed = true }, closed);
    }

    [Fact]
    public void A_holder_that_never_began_has_nothing_to_hand_over()
    {
        ReplayShard shard = ReplayShard.Begin(null, default, isFirstStart: true, Now);
        Assert.False(shard.TryClose(out _, out _));
        Assert.True(shard.HasEnded);
    }

    [Fact]
    public void An_installed_shard_begins_without_a_fence_and_once_only()
    {
        StoredLife installed = ReplayShard.Install(out byte[] ledger);
        ReplayShard first = ReplayShard.Begin(installed, ledger, isFirstStart: false, Now);
        Assert.True(first.TryStartWrite(Now, Tick, out StoredLife? record));
        first.EndWrite(LifeWrite.Stored);
        Assert.Equal(Reason.None, first.TryRecord(New(), Now, Tick).Reason);
        ReplayShard second = Open(ReplayShard.Begin(record, ledger, isFirstStart: false, Now), number: 2);
        Assert.Equal(Reason.ReplayFence, second.TryRecord(New(), Now, Tick).Reason);
    }
}
