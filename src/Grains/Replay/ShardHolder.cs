using Microsoft.Extensions.Logging;
using Verifier.Grains.Storage;
using Verifier.Replay;
using Verifier.Telemetry;

namespace Verifier.Grains.Replay;

/// <summary>
/// Holds one <see cref="ReplayShard"/> over its stored record: reads it, writes what the shard asks for, one write at a time and never in the way of an answer. One thread at a time, as a grain's turns are.
/// </summary>
/// <param name="record">Its stored record.</param>
/// <param name="silos">What is known of the silo that held it last.</param>
/// <param name="install">Sees to the installation, and tells how many shards there are.</param>
/// <param name="clock">The clock.</param>
/// <param name="clockDifference">How far the clocks of nodes may differ, in seconds.</param>
/// <param name="number">The shard's number.</param>
/// <param name="logger">Hears of each life's begin and end.</param>
internal sealed class ShardHolder(StoredState<ShardState> record, IHolderSilos silos, Func<Task<int>> install, TimeProvider clock, int clockDifference, long number, ILogger logger)
{
    // The next holder waits for one whose silo is leaving for so many glances, 2 s: other silos hear of that before it has closed its shards.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private const int Glances = 40;

    // A larger ledger goes to the next holder by migration alone: stores have limits for one record.
    private const int MaxStored = 16 * 1024 * 1024;
    private const int SweptAtOnce = 1000;

    // Of what expires in a burst the rest waits for the next beat: a turn is short.
    private const int Sweeps = 50;

    // To read, to begin, a write in doubt, and one more.
    private const int MaxSteps = 4;

    private ReplayShard? _shard;
    private int _shards;
    private Task<bool>? _step;
    private bool _hasHeld;
    private bool _isClosing;
    private bool _hasBeenMistaken;

    /// <summary>Whether another holder has taken over: the activation had better end, so that callers find that one.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The ledger that the last holder sent along; of use with its record alone.</summary>
    public byte[] HandedOver { get; set; } = [];

    /// <summary>Records a use, and renews the lease where that is due, without waiting for it.</summary>
    /// <param name="use">The use.</param>
    /// <param name="shards">How many shards there are for who asks; with another number this is not that proof's shard.</param>
    public ReplayAnswer TryRecord(in ProofUse use, int shards)
    {
        if (_shard is not { } shard || IsOfAnother(shards))
        {
            return new ReplayAnswer(Reason.ReplayUnavailable, default);
        }

        ReplayAnswer answer = shard.TryRecord(in use, Now, Monotonic);
        Renew();
        return answer;
    }

    /// <summary>Starts to renew the lease where that is due.</summary>
    public void Renew()
    {
        if (_step is null && !IsLost && _shard is { HasEnded: false } shard && shard.TryStartWrite(Now, Monotonic, out StoredLife? due))
        {
            _ = Share(WriteAsync(shard, due));
        }
    }

    /// <summary>Does what there is to do until the shard may answer: reads its record, begins a life, renews its lease. False when the store does not let it, or the shard is somebody else's.</summary>
    public async Task<bool> PrepareAsync()
    {
        for (int i = 0; i < MaxSteps && !IsLost && !_isClosing; i++)
        {
            if (_step is { } underWay)
            {
                // Not ours, and what it was for may have been something else; its own failure is ours too.
                if (!await underWay)
                {
                    return false;
                }

                continue;
            }

            if (_shard is null or { HasEnded: true } || _shard.NeedsReading)
            {
                if (!await Share(ReadAsync()))
                {
                    return false;
                }

                continue;
            }

            if (!_shard.TryStartWrite(Now, Monotonic, out StoredLife? due))
            {
                return true;
            }

            _ = await Share(WriteAsync(_shard, due));
        }

        return _shard is { HasEnded: false, NeedsReading: false } && !_isClosing;
    }

    /// <summary>Frees what has expired, in small steps.</summary>
    public void Sweep()
    {
        for (int i = 0; i < Sweeps && _shard?.Sweep(Now, SweptAtOnce) == SweptAtOnce; i++)
        {
        }
    }

    /// <summary>Ends, and stores the ledger for whoever begins next. The ledger, to be sent along; empty when there is none to hand over.</summary>
    public async Task<byte[]> CloseAsync()
    {
        _isClosing = true;
        OwnerMeter.Forget(this);
        for (int i = 0; i < MaxSteps && _shard is { HasEnded: false } shard; i++)
        {
            if (_step is { } underWay)
            {
                _ = await underWay;
            }
            else if (shard.TryClose(out StoredLife? last, out byte[]? ledger))
            {
                LifeWrite written = await record.WriteAsync(StateOf(last, ledger.Length <= MaxStored ? ledger : []));
                shard.EndWrite(written);
                Log.ShardEnded(logger, number, written switch
                {
                    LifeWrite.Stored => "it is closed",
                    LifeWrite.Refused => "another holder had taken over",
                    _ => "whether it is closed is not known",
                });
                return written is LifeWrite.Refused ? [] : ledger;
            }
            else if (shard.NeedsReading && !await Share(ReadAsync()))
            {
                return [];
            }
        }

        return [];
    }

    // Who does not say is of an earlier version, and has the installation's number.
    private bool IsOfAnother(int shards)
    {
        bool isOfAnother = shards != 0 && shards != _shards;
        if (isOfAnother && !_hasBeenMistaken)
        {
            _hasBeenMistaken = true;
            Log.OtherShard(logger, number, _shards, shards);
        }

        return isOfAnother;
    }

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private long Monotonic => (long)clock.GetElapsedTime(0).TotalMilliseconds;

    // Whoever needs it waits for the same one.
    private Task<bool> Share(Task<bool> step)
    {
        _step = step.IsCompleted ? null : EndAsync(step);
        return _step ?? step;
    }

    private async Task<bool> EndAsync(Task<bool> step)
    {
        try
        {
            return await step;
        }
        finally
        {
            _step = null;
        }
    }

    private async Task<bool> ReadAsync()
    {
        ShardState? stored;
        try
        {
            stored = _shard is { NeedsReading: true } ? await record.ReadAsync() : await TakenOverAsync();
        }
        catch (Exception failure)
        {
            Log.ShardNotRead(logger, number, failure.GetType().Name);
            return false;
        }

        if (_shard is { NeedsReading: true } shard)
        {
            shard.Reread(stored?.ToLife());
            IsLost |= _hasHeld && shard.HasEnded;
            return true;
        }

        byte[] ledger = stored is { Ledger.Length: > 0 } ? stored.Ledger : HandedOver;
        _shard = ReplayShard.Begin(stored?.ToLife(), ledger, isFirstStart: false, Now, clockDifference);
        HandedOver = [];
        OwnerMeter.TrackLedger(this, () => _shard is { HasEnded: false } held ? held.Count : 0);
        if (_shard.IsFenced)
        {
            OwnerMeter.Fenced(isMissing: stored is null);
        }

        Log.ShardBegun(logger, number, stored switch
        {
            null => "its record is missing, so it was lost",
            { IsClosed: false } => "its last holder did not close it",
            _ => "it was closed",
        });
        return true;
    }

    // The record as the last holder leaves it.
    private async Task<ShardState?> TakenOverAsync()
    {
        ShardState? stored = await record.ReadAsync();
        if (stored is not { Shards: > 0 })
        {
            // Nobody tells a first start by one record that is missing, nor a number of shards by one that does not say.
            _shards = await install();
            stored = await record.ReadAsync();
        }

        _shards = stored is { Shards: > 0 } ? stored.Shards : _shards;
        for (int i = 0; i < Glances && stored is { IsClosed: false, Silo.Length: > 0 } && stored.Silo != silos.Self; i++)
        {
            SiloStanding standing = silos.StandingOf(stored.Silo);
            await (standing switch
            {
                SiloStanding.Present => silos.AskToCloseAsync(stored.Silo, number),
                SiloStanding.Leaving => Task.Delay(Glance),
                _ => Task.CompletedTask,
            });

            // What it wrote last, it may have written since this was read.
            stored = await record.ReadAsync();
            if (standing is not SiloStanding.Leaving)
            {
                break;
            }
        }

        return stored;
    }

    private ShardState StateOf(StoredLife life, byte[] ledger) => ShardState.Of(life, ledger, _shards, silos.Self);

    private async Task<bool> WriteAsync(ReplayShard shard, StoredLife due)
    {
        LifeWrite written = await record.WriteAsync(StateOf(due, []));
        shard.EndWrite(written);
        IsLost |= _hasHeld && shard.HasEnded;
        _hasHeld |= written is LifeWrite.Stored;
        return written is not LifeWrite.Unknown;
    }
}
