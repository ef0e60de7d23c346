using Verifier.Replay;

namespace Verifier.Tests.Replay;

/// <summary>The rules of <see cref="ReplayLedger"/> for a clock that is never set back, as short as they can be said: what each answer must be.</summary>
internal sealed class NaiveLedger(long fence, LifeId life, int clockDifference)
{
    private readonly Dictionary<string, long> _floors = [];
    private readonly List<ProofUse> _held = [];
    private readonly List<ProofUse> _expired = [];

    /// <summary>An expired proof may still lie around: then it is "replayed" (or the same request's), and afterwards "fence".</summary>
    public bool Agrees(ProofUse use, Reason expected, Reason actual) =>
        expected == actual
        || (expected is Reason.ReplayFence && _expired.Any(old => IsSame(old, use) && actual == (old.Request == use.Request ? Reason.None : Reason.ProofReplayed)));

    public int Live(string tenant) => _held.Count(old => old.Tenant == tenant);

    public Reason Record(ProofUse use, long now)
    {
        if (_held.FindIndex(old => IsSame(old, use)) is >= 0 and var known)
        {
            return _held[known].Request == use.Request ? Reason.None : Reason.ProofReplayed;
        }

        long floor = Expire(use.Tenant, now - use.Lifetime - clockDifference - 1);
        if (use.Time <= floor || use.Time > now + 300 + clockDifference)
        {
            return Reason.ReplayFence;
        }

        if (use.Life == default ? use.Time <= fence : use.Life != life)
        {
            return Reason.ReplayFence;
        }

        int live = Live(use.Tenant);
        int ofKey = _held.Count(old => old.Key == use.Key);
        if (live >= use.Budget || (live >= use.Budget / 2 && ofKey >= Math.Max(1, use.Budget / 16)))
        {
            return Reason.Overloaded;
        }

        _held.Add(use);
        _floors[use.Tenant] = floor;
        return Reason.None;
    }

    private static bool IsSame(ProofUse one, ProofUse other) => (one.Key, one.Proof) == (other.Key, other.Proof);

    private long Expire(string tenant, long floor)
    {
        // A tenant of which nothing was ever recorded has nothing to forget, and no floor.
        if (!_floors.TryGetValue(tenant, out long before))
        {
            return floor;
        }

        floor = Math.Max(floor, before);
        _floors[tenant] = floor;
        _expired.AddRange(_held.Where(old => old.Tenant == tenant && old.Time <= floor));
        _ = _held.RemoveAll(old => old.Tenant == tenant && old.Time <= floor);
        return floor;
    }
}
