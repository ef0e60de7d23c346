using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Health;
using Verifier.Replay;
using Verifier.Telemetry;

namespace Verifier.AspNetCore.InProcess;

/// <summary>
/// The replay ledger's owner in one process with storage: a <see cref="ReplayShard"/> under one lock, in which both clocks are read. Its life is renewed off the request path; when the host stops, the
/// ledger is handed over to the next start.
/// </summary>
internal sealed class StoredReplayLedger(ILifeStore store, TimeProvider clock, ILogger<StoredReplayLedger> logger) : BackgroundService, IReplayLedger, IReadinessPart
{
    // So that nobody waits for the lock longer than a moment.
    private const int SweptAtOnce = 1000;

    // The shard says when a renewal is due, to the millisecond; asked this often, it is at most this late.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    // How long a proof waits for a renewal before it is answered 503, and for how long after a write that failed none waits at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();
    private readonly long _started = clock.GetTimestamp();
    private ReplayShard? _shard;
    private StoredLife? _stored;
    private Task _renewal = Task.CompletedTask;
    private long? _failedAt;
    private bool _isStopping;
    private volatile bool _isReady;

    /// <inheritdoc />
    public bool IsReady => _isReady;

    /// <inheritdoc />
    public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken)
    {
        ReplayAnswer answer = TryRecord(in use);
        return answer.Reason is Reason.ReplayUnavailable && MayWait() ? AfterRenewalAsync(use, cancellationToken) : new ValueTask<ReplayAnswer>(answer);
    }

    /// <inheritdoc />
    public LifeId LifeToName(ulong key, long now)
    {
        lock (_turn)
        {
            return _shard?.LifeToName(now) ?? default;
        }
    }

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        OwnerMeter.TrackLedger(this, () => _shard?.Count ?? 0);
        await RenewAsync();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task underWay;
        lock (_turn)
        {
            _isStopping = true;
            underWay = _renewal;
        }

        await underWay;
        OwnerMeter.Forget(this);
        if (!await TryCloseAsync())
        {
            Log.NotClosed(logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Beat, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RenewAsync();
                Sweep();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    // A lease runs out while the process is stopped, or while a clock jumps. One write mends that, and is worth waiting for.
    private async ValueTask<ReplayAnswer> AfterRenewalAsync(ProofUse use, CancellationToken cancellationToken)
    {
        // The first may be one that was under way, from before the clock jumped; the second has begun after this call.
        for (int i = 0; i < 2 && MayWait(); i++)
        {
            try
            {
                await RenewAsync().WaitAsync(Patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                break;
            }

            if (TryRecord(in use) is { Reason: not Reason.ReplayUnavailable } answer)
            {
                return answer;
            }
        }

        return TryRecord(in use);
    }

    private ReplayAnswer TryRecord(in ProofUse use)
    {
        lock (_turn)
        {
            return _shard?.TryRecord(in use, Now, Monotonic) ?? new ReplayAnswer(Reason.ReplayUnavailable, default);
        }
    }

    private bool MayWait()
    {
        lock (_turn)
        {
            return !_isStopping && !(Monotonic - _failedAt < Patience.TotalMilliseconds);
        }
    }

    private void Sweep()
    {
        int freed;
        do
        {
            lock (_turn)
            {
                freed = _shard?.Sweep(Now, SweptAtOnce) ?? 0;
            }
        }
        while (freed == SweptAtOnce);
    }

    /// <summary>One renewal at a time, for everybody who needs it; does nothing when none is due.</summary>
    private Task RenewAsync()
    {
        lock (_turn)
        {
            if (_renewal.IsCompleted && !_isStopping)
            {
                _renewal = Task.Run(RenewOnceAsync);
            }

            return _renewal;
        }
    }

    private async Task RenewOnceAsync()
    {
        try
        {
            await LearnAsync();
            StoredLife? record;
            StoredLife? expected;
            lock (_turn)
            {
                expected = _stored;
                if (!_shard!.TryStartWrite(Now, Monotonic, out record))
                {
                    return;
                }
            }

            Ended(record, await store.WriteAsync(expected, record, default));
        }
        catch (IOException unreadable)
        {
            lock (_turn)
            {
                _failedAt = Monotonic;
            }

            Log.NotRead(logger, unreadable.Message);
        }
    }

    /// <summary>Reads the record where it is not known: at the start, when this holder has ended, and after a write of unknown outcome.</summary>
    private async Task LearnAsync()
    {
        bool begins;
        lock (_turn)
        {
            begins = _shard is null or { HasEnded: true };
            if (!begins && !_shard!.NeedsReading)
            {
                return;
            }
        }

        StoredLedger read = await store.ReadAsync();
        lock (_turn)
        {
            _stored = read.Life;
            if (!begins)
            {
                _shard!.Reread(read.Life);
                begins = _shard.HasEnded;
                read = read with { HandedOver = default, IsFirstStart = false };
            }

            if (begins)
            {
                _shard = ReplayShard.Begin(read.Life, read.HandedOver.Span, read.IsFirstStart, Now);
            }
        }

        if (begins)
        {
            if (_shard!.IsFenced)
            {
                OwnerMeter.Fenced(isMissing: read.Life is null);
            }

            Log.Begins(logger, read.IsFirstStart ? "its first start" : read.HandedOver.IsEmpty ? "the last one did not hand its ledger over: older proofs need a nonce" : "the last one has handed its ledger over");
        }
    }

    private void Ended(StoredLife record, LifeWrite outcome)
    {
        lock (_turn)
        {
            _shard!.EndWrite(outcome);
            if (outcome is LifeWrite.Stored)
            {
                _stored = record;
                _failedAt = null;
                _isReady = true;
            }
            else if (outcome is LifeWrite.Unknown)
            {
                _failedAt = Monotonic;
            }
        }
    }

    private async Task<bool> TryCloseAsync()
    {
        try
        {
            // Twice, because a write in doubt has to be read before there is anything to hand over.
            for (int tries = 0; tries < 2; tries++)
            {
                StoredLife? record;
                byte[]? ledger;
                StoredLife? expected;
                lock (_turn)
                {
                    expected = _stored;
                    if (_shard is null || (!_shard.TryClose(out record, out ledger) && _shard.HasEnded))
                    {
                        return false;
                    }
                }

                if (record is not null)
                {
                    LifeWrite outcome = await store.WriteAsync(expected, record, ledger);
                    Ended(record, outcome);
                    return outcome is LifeWrite.Stored;
                }

                await LearnAsync();
            }
        }
        catch (IOException unreadable)
        {
            Log.NotRead(logger, unreadable.Message);
        }

        return false;
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private long Monotonic => (long)clock.GetElapsedTime(_started).TotalMilliseconds;
}
