using System.Diagnostics.CodeAnalysis;

namespace Verifier.Replay;

/// <summary>
/// One holder of one shard of the replay ledger, under a stored life. Says what to write; its owner (a grain, or a process with storage) writes it, against the ETag
/// it has read, and reports how that ended. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// Its owner's part: read the record, <see cref="Begin"/>, then, whenever <see cref="TryStartWrite"/> names a record, write it off the hot path and tell
/// <see cref="EndWrite"/>; after <see cref="LifeWrite.Unknown"/> read again and tell <see cref="Reread"/>. When <see cref="HasEnded"/>, throw it away and begin anew.
/// </para>
/// <para>
/// Why a proof passes at most once across all holders, also when two live at once, is in docs/decisions/0005: which proofs each may accept is decided by the proof
/// alone, and no two holders may accept the same one. Unless a record was lost, no clock has a part in that.
/// </para>
/// </remarks>
public sealed class ReplayShard
{
    /// <summary>How long a lease lasts, in seconds.</summary>
    public const int Lease = 6;

    /// <summary>How often it is renewed, in seconds.</summary>
    public const int RenewEvery = 2;

    private readonly ReplayLedger _ledger;
    private readonly long _number;
    private readonly LifeId _id;
    private readonly int _clockDifference;
    private Stage _stage = Stage.Beginning;

    /// <summary>The latest lease end ever sent or found; no later record may have an earlier one.</summary>
    private long _promised;

    /// <summary>The latest lease end known to be stored; unless <see cref="Stage.Beginning"/>.</summary>
    private long _durable;

    /// <summary>The record under way, and the monotonic times at which the last write and the last that was stored were sent.</summary>
    private StoredLife? _writing;
    private long? _writeSent;
    private long? _leaseSent;

    private ReplayShard(StoredLife? before, ReplayLedger ledger, LifeId id, long promised, int clockDifference)
    {
        _ledger = ledger;
        _number = before is null ? 1 : checked(before.Number + 1);
        _id = id;
        _promised = promised;
        _clockDifference = clockDifference;
    }

    private enum Stage
    {
        /// <summary>Its record is not known to be stored yet.</summary>
        Beginning,

        /// <summary>It is the holder, as far as it knows.</summary>
        Open,

        /// <summary>It answers nobody any more, and may hand its ledger over.</summary>
        Closing,

        /// <summary>Over.</summary>
        Ended,
    }

    /// <summary>The ledger's present life.</summary>
    public LifeId Life => _ledger.Life;

    /// <summary>About how much memory it holds.</summary>
    public long Bytes => _ledger.Bytes;

    /// <summary>How many proofs it remembers; see <see cref="ReplayLedger.Count"/>. May be read on any thread.</summary>
    public int Count => _ledger.Count;

    /// <summary>Whether it began without its predecessor's ledger: proofs made before need a nonce.</summary>
    public bool IsFenced { get; private init; }

    /// <summary>Whether it will never answer again.</summary>
    public bool HasEnded => _stage is Stage.Ended;

    /// <summary>Whether a write's outcome is unknown, so that the record has to be read and told to <see cref="Reread"/>.</summary>
    public bool NeedsReading { get; private set; }

    /// <summary>
    /// What a new installation stores for each shard: a closed, empty life. After that a missing record is a lost life.
    /// </summary>
    /// <param name="ledger">The empty ledger that goes with it.</param>
    public static StoredLife Install(out byte[] ledger)
    {
        var record = new StoredLife(0, LifeId.Create(), 0, IsClosed: true);
        ledger = new ReplayLedger(long.MinValue).TryExport(record.Id, out byte[]? image) ? image : [];
        return record;
    }

    /// <summary>A new holder, which answers once its record is stored.</summary>
    /// <param name="stored">The record as read, or null if there is none.</param>
    /// <param name="handedOver">The ledger handed over with a closed record, or empty. One that does not belong to it is of no use and no harm.</param>
    /// <param name="isFirstStart">Whether nothing was ever stored in this installation: only then is a missing record not a lost life.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="clockDifference">How far the clocks of our nodes may differ, in seconds, from 0 to <see cref="ReplayLedger.MaxClockDifference"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The clock difference is out of its range.</exception>
    public static ReplayShard Begin(
        StoredLife? stored, ReadOnlySpan<byte> handedOver, bool isFirstStart, long now, int clockDifference = ReplayLedger.DefaultClockDifference)
    {
        var id = LifeId.Create();
        if (stored is { IsClosed: true } && ReplayLedger.TryImport(handedOver, stored.Id, clockDifference, out ReplayLedger? ledger))
        {
            return new ReplayShard(stored, ledger, id, stored.LeaseEnd, clockDifference);
        }

        if (stored is null && isFirstStart)
        {
            return new ReplayShard(null, new ReplayLedger(id, long.MinValue, clockDifference), id, long.MinValue, clockDifference);
        }

        // Nobody knows when a lost life's lease ends: reckon with one stored this moment, by a clock ahead of ours.
        long leaseEnd = stored?.LeaseEnd ?? LeaseEndAt(now + clockDifference, clockDifference);
        long fence = ReplayLedger.Horizon(Math.Max(now, leaseEnd), clockDifference);
        return new ReplayShard(stored, new ReplayLedger(id, fence, clockDifference), id, leaseEnd, clockDifference) { IsFenced = true };
    }

    /// <summary>
    /// Whether a record has to be written now. If so, write it on the condition that the record as last read, or written by this holder, is still the present one.
    /// </summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="monotonic">A clock in milliseconds that nobody sets, read before the write is sent.</param>
    /// <param name="record">What to write.</param>
    public bool TryStartWrite(long now, long monotonic, [NotNullWhen(true)] out StoredLife? record)
    {
        record = null;
        bool due = _stage switch
        {
            Stage.Beginning => true,
            Stage.Open => now > _durable - _clockDifference || monotonic - _writeSent is not (>= 0 and < RenewEvery * 1000),
            _ => false,
        };

        if (!due || _writing is not null || NeedsReading)
        {
            return false;
        }

        _promised = Math.Max(_promised, LeaseEndAt(now, _clockDifference));
        _writing = record = new StoredLife(_number, _id, _promised, IsClosed: false);
        _writeSent = monotonic;
        return true;
    }

    /// <summary>Reports how the write of <see cref="TryStartWrite"/> or <see cref="TryClose"/> ended.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public void EndWrite(LifeWrite outcome)
    {
        StoredLife written = _writing ?? throw new InvalidOperationException("No write is under way.");
        _writing = null;
        if (outcome is LifeWrite.Refused || written.IsClosed)
        {
            _stage = Stage.Ended;
        }
        else if (outcome is LifeWrite.Unknown)
        {
            NeedsReading = true;
        }
        else
        {
            _stage = _stage is Stage.Beginning ? Stage.Open : _stage;
            _durable = written.LeaseEnd;
            _leaseSent = _writeSent;
        }
    }

    /// <summary>Tells what is stored, after a write whose outcome is unknown. Writes go on from there, against the ETag just read.</summary>
    /// <exception cref="InvalidOperationException">No outcome is unknown.</exception>
    public void Reread(StoredLife? stored)
    {
        if (!NeedsReading)
        {
            throw new InvalidOperationException("No write's outcome is unknown.");
        }

        NeedsReading = false;
        if (stored is { IsClosed: false } && stored.Number == _number && stored.Id == _id)
        {
            // Ours. The lease itself waits for the next write, which is due at once.
            _stage = _stage is Stage.Beginning ? Stage.Open : _stage;
            _durable = stored.LeaseEnd;
            _writeSent = null;
        }
        else
        {
            // Also when the record looks as it did before a first write: it may have been another's meanwhile and then been lost, and this fence would be too low.
            _stage = Stage.Ended;
        }
    }

    /// <summary>Records the proof's use if it is certainly its first; <see cref="Reason.ReplayUnavailable"/> without a live lease.</summary>
    /// <param name="use">The use.</param>
    /// <param name="now">Unix seconds, read in the same turn.</param>
    /// <param name="monotonic">The clock of <see cref="TryStartWrite"/>, read in the same turn.</param>
    public ReplayAnswer TryRecord(in ProofUse use, long now, long monotonic)
    {
        // The wall clock is held against the stored lease end: what is accepted stays below the next holder's fence, whatever the clocks do, and also if that holder is
        // configured with another clock difference (docs/decisions/0005).
        bool leased = _stage is Stage.Open && now <= _durable - _clockDifference && monotonic - _leaseSent is >= 0 and < Lease * 1000;
        return leased ? _ledger.TryRecord(in use, now) : new ReplayAnswer(Reason.ReplayUnavailable, default);
    }

    /// <summary>The life that a nonce made at this time must name, see <see cref="ReplayLedger.LifeToName"/>.</summary>
    public LifeId LifeToName(long now) => _ledger.LifeToName(now);

    /// <summary>Frees what has expired; see <see cref="ReplayLedger.Sweep"/>.</summary>
    public int Sweep(long now, int maxEntries) => _ledger.Sweep(now, maxEntries);

    /// <summary>
    /// Ends: from now on every answer is <see cref="Reason.ReplayUnavailable"/>. The ledger goes to whoever begins next and is given it, so that there is no fence.
    /// </summary>
    /// <param name="record">The last record, to be written as any other, and reported to <see cref="EndWrite"/>.</param>
    /// <param name="ledger">The ledger, to be stored with it or given to the next holder. Worth nothing unless the record is stored.</param>
    /// <returns>False if there is nothing to hand over; unless <see cref="HasEnded"/>, only because a write is under way or in doubt: report it and call again.</returns>
    public bool TryClose([NotNullWhen(true)] out StoredLife? record, [NotNullWhen(true)] out byte[]? ledger)
    {
        record = null;
        ledger = null;
        bool hasHeld = _stage is Stage.Open or Stage.Closing;
        _stage = hasHeld ? Stage.Closing : Stage.Ended;
        if (!hasHeld || _writing is not null || NeedsReading)
        {
            return false;
        }

        if (!_ledger.TryExport(_id, out ledger))
        {
            _stage = Stage.Ended;
            return false;
        }

        _writing = record = new StoredLife(_number, _id, _promised, IsClosed: true);
        return true;
    }

    /// <summary>
    /// What a holder may promise now: the lease; the clock difference, by which it answers less long; and that once more, so that the wall clock, which is slewed and counts
    /// whole seconds, is not the stricter of the two.
    /// </summary>
    private static long LeaseEndAt(long now, int clockDifference) => now + Lease + (2 * clockDifference);
}
