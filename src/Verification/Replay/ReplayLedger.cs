namespace Verifier.Replay;

/// <summary>
/// The used DPoP proofs of any number of tenants, in memory: answers "new" at most once for each, whatever the clock does. Not thread-safe: its owner, a grain or a
/// lock, lets one caller in at a time, and reads the clock inside.
/// </summary>
/// <remarks>
/// It forgets only by raising a floor (<see cref="LedgerFloor"/> has the argument), and only what has expired: a full tenant is told <see cref="Reason.Overloaded"/>.
/// What it keeps is bounded by the tenants' budgets, at no more than 64 bytes a live proof. No call does more than a bounded amount of work.
/// </remarks>
public sealed partial class ReplayLedger
{
    /// <summary>The longest lifetime of a proof that any tenant may have, in seconds.</summary>
    public const int MaxLifetime = 3600;

    /// <summary>How far a proof may be from the future in any tenant, in seconds.</summary>
    public const int MaxClockSkew = 300;

    /// <summary>How far the clocks of our nodes may differ unless configured, in seconds.</summary>
    public const int DefaultClockDifference = 2;

    /// <summary>How far the clocks of our nodes may differ at most, in seconds.</summary>
    public const int MaxClockDifference = 60;

    // More than the one that a call adds, so that what has expired all at once is worked off.
    private const int FreedPerUse = 8;
    private const int FreedBeforeOverload = 1024;

    // Keeps sums of times from overflowing, whatever a clock says.
    private const long FarthestTime = 1L << 60;

    private readonly SlotTable<ProofSlot> _proofs = new();
    private readonly SlotTable<KeySlot> _keys = new();
    private readonly Dictionary<string, TenantProofs> _byName = new(StringComparer.Ordinal);
    private readonly List<TenantProofs> _tenants = [];
    private readonly int _clockDifference;

    /// <summary>What a tenant not held is judged by. At or above the floor of every tenant let go.</summary>
    private LedgerFloor _base;
    private long _latest;
    private int _swept;

    /// <summary>A new, empty ledger with a new life.</summary>
    /// <param name="fence">Proofs up to this time (Unix seconds) may have been used before this ledger was; <see cref="long.MinValue"/> where there was none before.</param>
    /// <param name="clockDifference">How far the clocks of our nodes may differ, in seconds, from 0 to <see cref="MaxClockDifference"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The clock difference is out of its range.</exception>
    public ReplayLedger(long fence, int clockDifference = DefaultClockDifference)
        : this(LifeId.Create(), fence, clockDifference)
    {
    }

    internal ReplayLedger(LifeId life, long fence, int clockDifference)
        : this(life, fence, long.MinValue, long.MinValue, clockDifference)
    {
    }

    internal ReplayLedger(LifeId life, long fence, long expiry, long latest, int clockDifference)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(clockDifference);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clockDifference, MaxClockDifference);
        Life = life;
        _base = new LedgerFloor(life, fence, expiry);
        _latest = Bounded(latest);
        _clockDifference = clockDifference;
    }

    /// <summary>The present life: named by the nonce that goes with <see cref="Reason.ReplayFence"/>. Changes when the clock is set back.</summary>
    public LifeId Life { get; private set; }

    /// <summary>About how much memory it holds.</summary>
    public long Bytes
    {
        get
        {
            long bytes = _proofs.Bytes + _keys.Bytes;
            foreach (TenantProofs tenant in _tenants)
            {
                bytes += 256 + tenant.Proofs.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>How many proofs are remembered; a few have expired and wait to be freed. May be read on any thread.</summary>
    public int Count => _proofs.Count;

    /// <summary>How many proofs of the tenant are remembered and have not expired.</summary>
    public int LiveProofs(string tenant) => _byName.TryGetValue(tenant, out TenantProofs? held) ? held.Proofs.Live : 0;

    /// <summary>
    /// The latest proof time that a ledger accepts at <paramref name="now"/>, both in Unix seconds; so also the fence of a ledger that follows one which answered nobody later.
    /// </summary>
    public static long Horizon(long now, int clockDifference = DefaultClockDifference) => Bounded(now) + MaxClockSkew + clockDifference;

    /// <summary>The life that a nonce made at this time must name for its proof to be admitted; none if it need not name one.</summary>
    public LifeId LifeToName(long now) => now > _base.Fence ? default : Life;

    /// <summary>Records the proof's use if it is certainly its first.</summary>
    /// <param name="use">The use; its lifetime and budget are the tenant's policy of this moment.</param>
    /// <param name="now">Unix seconds, read by the owner in the same turn.</param>
    public ReplayAnswer TryRecord(in ProofUse use, long now)
    {
        now = Observe(now);

        // The table is asked before the floors. Both refuse, but "replayed" tells a client and an operator more than "fence", and a repeated question about a use
        // that was recorded a moment before the floor passed it gets its answer.
        int known = Find(use.Key, use.Proof);
        if (known >= 0)
        {
            ulong request = Fold(use.Request);
            return new ReplayAnswer(request != 0 && _proofs[known].Request == request ? Reason.None : Reason.ProofReplayed, default);
        }

        int lifetime = Math.Clamp(use.Lifetime, 1, MaxLifetime);
        long expiry = now - lifetime - _clockDifference - 1;
        long horizon = Horizon(now, _clockDifference);
        LedgerFloor floor = _base;
        if (_byName.TryGetValue(use.Tenant, out TenantProofs? tenant))
        {
            tenant.Enter(Life, horizon);
            tenant.Lifetime = lifetime;
            tenant.Raise(expiry);
            _ = Free(tenant, FreedPerUse);
            floor = tenant.Floor;
        }

        floor.Raise(expiry);

        // A time further ahead than any policy allows is fenced too: the verifier never sends one unless clocks differ by more than they may, and then a nonce's time
        // may help where the client's did not. What matters is that nothing beyond the horizon is ever accepted: the fence of the next life counts on it.
        if (!floor.Admits(use.Time, use.Life) || use.Time > horizon)
        {
            return new ReplayAnswer(Reason.ReplayFence, Life);
        }

        if (IsOverBudget(tenant, in use))
        {
            return new ReplayAnswer(Reason.Overloaded, default);
        }

        Record(tenant ?? AddTenant(use.Tenant, lifetime, floor), use.Key, use.Proof, Fold(use.Request), use.Time);
        return new ReplayAnswer(Reason.None, default);
    }

    /// <summary>Frees what has expired while nobody came, and lets go of tenants of whom nothing is left. For the owner's timer.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="maxEntries">At most so many proofs are freed, and at most so many tenants looked at.</param>
    /// <returns>How many proofs were freed; when that is <paramref name="maxEntries"/>, another call has more to do.</returns>
    public int Sweep(long now, int maxEntries)
    {
        now = Observe(now);
        int freed = 0;
        for (int visits = Math.Min(_tenants.Count, maxEntries); visits > 0 && freed < maxEntries; visits--)
        {
            _swept = _swept < _tenants.Count ? _swept : 0;
            TenantProofs tenant = _tenants[_swept];
            tenant.Enter(Life, Horizon(now, _clockDifference));

            // Not for a tenant without live proofs: its floor has to stay where it is for the base to overtake it.
            if (tenant.Proofs.Live > 0)
            {
                tenant.Raise(now - tenant.Lifetime - _clockDifference - 1);
            }

            freed += Free(tenant, maxEntries - freed);
            if (tenant.Proofs.IsEmpty && _base.Covers(tenant.Floor))
            {
                LetGo(_swept);
            }
            else if (!tenant.Proofs.HasExpired)
            {
                _swept++;
            }
        }

        return freed;
    }

    private static long Bounded(long time) => Math.Clamp(time, -FarthestTime, FarthestTime);

    /// <summary>64 bits of a request's id; zero is kept for "none".</summary>
    private static ulong Fold(UInt128 request) => request == 0 ? 0 : Math.Max(1, (ulong)request ^ (ulong)(request >> 64));

    /// <summary>Learns the time. If it was set back, a new life begins in place.</summary>
    private long Observe(long now)
    {
        now = Bounded(now);
        if (now < _latest - _clockDifference)
        {
            Life = LifeId.Create();
            _ = _base.Enter(Life);
            _latest = now;
        }

        _latest = Math.Max(_latest, now);
        _base.Raise(now - MaxLifetime - _clockDifference - 1);
        return now;
    }

    private bool IsOverBudget(TenantProofs? tenant, in ProofUse use)
    {
        int live = tenant?.Proofs.Live ?? 0;
        if (live >= use.Budget)
        {
            return true;
        }

        int share = Math.Max(1, use.Budget / 16);
        if (live < use.Budget / 2 || Held(use.Key) < share)
        {
            return false;
        }

        // A key's count includes proofs that have expired and wait to be freed. Nobody is refused on their account, save while more wait than one call may free.
        _ = tenant is null ? 0 : Free(tenant, FreedBeforeOverload);
        return Held(use.Key) >= share;
    }

    private int Held(ulong key)
    {
        int slot = Find(key);
        return slot < 0 ? 0 : _keys[slot].Count;
    }

    private int Find(ulong key) => _keys.Find(0, key, 0);

    private int Find(ulong key, UInt128 proof)
    {
        int owner = Find(key);
        return owner < 0 ? -1 : _proofs.Find(owner, (ulong)proof, (ulong)(proof >> 64));
    }

    private TenantProofs AddTenant(string name, int lifetime, LedgerFloor floor)
    {
        var tenant = new TenantProofs(name, floor) { Lifetime = lifetime };
        _byName.Add(name, tenant);
        _tenants.Add(tenant);
        return tenant;
    }

    private void Record(TenantProofs tenant, ulong key, UInt128 proof, ulong request, long time)
    {
        int keySlot = Find(key);
        if (keySlot < 0)
        {
            keySlot = _keys.Add(new KeySlot(key));
        }

        _keys[keySlot].Count++;
        tenant.Proofs.Add(time, _proofs.Add(new ProofSlot(proof, request, keySlot)), _proofs);
    }

    private int Free(TenantProofs tenant, int atMost)
    {
        int freed = 0;
        while (freed < atMost && tenant.Proofs.TryTakeExpired(_proofs, out int slot))
        {
            int keySlot = _proofs[slot].Owner;
            _proofs.Remove(slot);
            if (--_keys[keySlot].Count == 0)
            {
                _keys.Remove(keySlot);
            }

            freed++;
        }

        return freed;
    }

    private void LetGo(int index)
    {
        _ = _byName.Remove(_tenants[index].Name);
        _tenants[index] = _tenants[^1];
        _tenants.RemoveAt(_tenants.Count - 1);
    }
}
