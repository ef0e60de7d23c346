using Verifier.AspNetCore.InProcess;
using Verifier.Replay;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.InProcess;

/// <summary>The replay ledger's owner in one process.</summary>
public sealed class LocalReplayLedgerTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_proof_recorded_a_thousand_times_at_once_is_new_once()
    {
        LocalReplayLedger ledger = new(long.MinValue, _clock);
        using Barrier start = new(20);

        Reason[][] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(worker => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return Enumerable.Range(0, 50).Select(i => Record(ledger, 1, request: (UInt128)((worker * 50) + i + 1))).ToArray();
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Single(answers.SelectMany(answer => answer), answer => answer == Reason.None);
        Assert.Equal(999, answers.SelectMany(answer => answer).Count(answer => answer == Reason.ProofReplayed));
    }

    [Fact]
    public void A_sweep_makes_room_and_revives_nothing()
    {
        LocalReplayLedger ledger = new(long.MinValue, _clock);
        long time = _clock.UnixSeconds;
        for (int proof = 0; proof < 3000; proof++)
        {
            Assert.Equal(Reason.None, Record(ledger, proof, time));
        }

        _clock.Advance(TimeSpan.FromSeconds(1000));
        ledger.Sweep();

        Assert.NotEqual(Reason.None, Record(ledger, 1, time));
        Assert.Equal(Reason.None, Record(ledger, 1, _clock.UnixSeconds));
    }

    [Fact]
    public void Without_a_ledger_before_it_the_first_proofs_are_not_fenced()
        => Assert.Equal(Reason.None, Record(new LocalReplayLedger(long.MinValue, _clock), 1, _clock.UnixSeconds - 60));

    [Fact]
    public void After_a_ledger_before_it_older_proofs_are_fenced()
        => Assert.Equal(Reason.ReplayFence, Record(new LocalReplayLedger(_clock.UnixSeconds, _clock), 1, _clock.UnixSeconds - 60));

    private Reason Record(LocalReplayLedger ledger, int proof, long? time = null, UInt128 request = default)
    {
        ProofUse use = new("acme", (ulong)proof, ((UInt128)(proof + 1) << 64) | (UInt128)(proof + 1), time ?? _clock.UnixSeconds, default, 300, 1_000_000, request);
        ValueTask<ReplayAnswer> answer = ledger.TryRecordAsync(use, default);
        return answer.IsCompletedSuccessfully ? answer.Result.Reason : throw new InvalidOperationException("The ledger in one process answers at once.");
    }
}
