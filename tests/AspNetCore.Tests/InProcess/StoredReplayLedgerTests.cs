using Microsoft.Extensions.Logging.Abstractions;
using Verifier.AspNetCore.InProcess;
using Verifier.Replay;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.InProcess;

/// <summary>The replay ledger's owner in one process with storage.</summary>
public sealed class StoredReplayLedgerTests
{
    private readonly TestClock _clock = new();
    private readonly ScriptedLifeStore _store = new();

    [Fact]
    public async Task The_first_start_of_all_needs_no_fence_and_is_ready_once_its_life_is_stored()
    {
        using StoredReplayLedger ledger = Ledger();
        Assert.False(ledger.IsReady);
        await ledger.StartAsync(default);

        Assert.True(ledger.IsReady);
        Assert.False(_store.Life!.IsClosed);
        Assert.Equal(Reason.None, await RecordAsync(ledger, 1));
        Assert.Equal(Reason.ProofReplayed, await RecordAsync(ledger, 1));
    }

    [Fact]
    public async Task A_start_whose_life_cannot_be_stored_answers_nobody_and_is_not_ready()
    {
        _store.Next = ScriptedLifeStore.Fate.FailsBefore;
        using StoredReplayLedger ledger = Ledger();
        await ledger.StartAsync(default);

        Assert.False(ledger.IsReady);
        Assert.Equal(Reason.ReplayUnavailable, await RecordAsync(ledger, 1));
    }

    [Fact]
    public async Task What_a_stop_hands_over_is_taken_once()
    {
        using StoredReplayLedger first = await StartedAsync();
        Assert.Equal(Reason.None, await RecordAsync(first, 1));
        await first.StopAsync(default);
        Assert.True(_store.Life!.IsClosed);
        StoredLife closed = _store.Life;
        ReadOnlyMemory<byte> handedOver = _store.Ledger;
        Assert.Equal(Reason.ReplayUnavailable, await RecordAsync(first, 2));

        using StoredReplayLedger second = await StartedAsync();
        Assert.False(_store.Life!.IsClosed);
        Assert.True(_store.Ledger.IsEmpty);
        Assert.Equal(Reason.ProofReplayed, await RecordAsync(second, 1));
        Assert.Equal(Reason.None, await RecordAsync(second, 2));

        // The same record once more, as from a backup, without what came with it.
        (_store.Life, _store.Ledger) = (closed, default);
        using StoredReplayLedger third = await StartedAsync();
        Assert.Equal(Reason.ReplayFence, await RecordAsync(third, 2));
        Assert.False(handedOver.IsEmpty);
    }

    [Fact]
    public async Task A_life_that_was_not_closed_is_fenced_off()
    {
        using StoredReplayLedger first = await StartedAsync();
        Assert.Equal(Reason.None, await RecordAsync(first, 1));

        using StoredReplayLedger second = await StartedAsync();

        Assert.Equal(Reason.ReplayFence, await RecordAsync(second, 1));

        // And the first, if it lives on, has lost: nobody answers for two.
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually(async () => await RecordAsync(first, 3, _clock.UnixSeconds - 100) == Reason.ReplayFence);
    }

    [Fact]
    public async Task A_lease_that_ran_out_while_the_process_slept_is_renewed_before_a_proof_is_answered()
    {
        using StoredReplayLedger ledger = await StartedAsync();
        Assert.Equal(Reason.None, await RecordAsync(ledger, 1));

        for (int sleep = 0; sleep < 5; sleep++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(Reason.None, await RecordAsync(ledger, 10 + sleep));
        }

        Assert.Equal(Reason.ProofReplayed, await RecordAsync(ledger, 1, _clock.UnixSeconds - 300));
    }

    [Fact]
    public async Task A_renewal_that_was_under_way_when_the_process_fell_asleep_is_not_taken_for_the_one_that_a_proof_needs()
    {
        using StoredReplayLedger ledger = await StartedAsync();
        TaskCompletionSource disk = new();
        _store.Disk = disk.Task;
        int writes = _store.Writes;
        _clock.Advance(TimeSpan.FromSeconds(10));
        Task<Reason> asked = RecordAsync(ledger, 1);
        await Eventually(() => Task.FromResult(_store.Writes > writes));

        _clock.Advance(TimeSpan.FromMinutes(1));
        disk.SetResult();

        Assert.Equal(Reason.None, await asked);
    }

    [Fact]
    public async Task A_write_that_failed_after_it_was_done_is_found_and_the_life_goes_on()
    {
        using StoredReplayLedger ledger = await StartedAsync();
        Assert.Equal(Reason.None, await RecordAsync(ledger, 1));
        LifeId life = _store.Life!.Id;
        _store.Next = ScriptedLifeStore.Fate.FailsAfter;
        await LapseAsync(ledger);
        _store.Next = ScriptedLifeStore.Fate.Stored;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Reason.ProofReplayed, await RecordAsync(ledger, 1, _clock.UnixSeconds - 20));
        Assert.Equal(Reason.None, await RecordAsync(ledger, 2));
        Assert.Equal(life, _store.Life!.Id);
    }

    [Fact]
    public async Task A_store_that_fails_for_longer_than_the_lease_means_503_and_afterwards_no_proof_passes_twice()
    {
        using StoredReplayLedger ledger = await StartedAsync();
        Assert.Equal(Reason.None, await RecordAsync(ledger, 1));
        _store.Next = ScriptedLifeStore.Fate.FailsBefore;
        await LapseAsync(ledger);
        int writes = _store.Writes;
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(Reason.ReplayUnavailable, await RecordAsync(ledger, 2));
        }

        Assert.InRange(_store.Writes, writes, writes + 2);

        _store.Next = ScriptedLifeStore.Fate.Stored;
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually(async () => await RecordAsync(ledger, 3) != Reason.ReplayUnavailable);
        Assert.NotEqual(Reason.None, await RecordAsync(ledger, 1, _clock.UnixSeconds - 30));
    }

    [Fact]
    public async Task A_record_that_somebody_else_has_written_ends_the_life_and_the_next_one_fences()
    {
        using StoredReplayLedger ledger = await StartedAsync();
        Assert.Equal(Reason.None, await RecordAsync(ledger, 1));
        _store.Life = _store.Life! with { Id = LifeId.Create() };
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually(async () => await RecordAsync(ledger, 2) == Reason.ReplayFence);

        Assert.Equal(Reason.ReplayFence, await RecordAsync(ledger, 1, _clock.UnixSeconds - 10));
    }

    [Fact]
    public async Task A_proof_does_not_wait_for_a_disk_that_hangs()
    {
        using StoredReplayLedger ledger = await StartedAsync();
        _store.Disk = new TaskCompletionSource().Task;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Reason.ReplayUnavailable, await RecordAsync(ledger, 1).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private StoredReplayLedger Ledger() => new(_store, _clock, NullLogger<StoredReplayLedger>.Instance);

    private async Task<StoredReplayLedger> StartedAsync()
    {
        StoredReplayLedger ledger = Ledger();
        await ledger.StartAsync(default);
        return ledger;
    }

    private async Task LapseAsync(StoredReplayLedger ledger)
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually(async () => await RecordAsync(ledger, 99) == Reason.ReplayUnavailable);
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        DateTime deadline = DateTime.UtcNow + TimeSpan.FromMinutes(1);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline);
            await Task.Delay(5);
        }
    }

    private async Task<Reason> RecordAsync(StoredReplayLedger ledger, int proof, long? time = null)
    {
        ProofUse use = new("acme", (ulong)proof, ((UInt128)(proof + 1) << 64) | (UInt128)(proof + 1), time ?? _clock.UnixSeconds, default, 3600, 1_000_000, default);
        return (await ledger.TryRecordAsync(use, default)).Reason;
    }
}
