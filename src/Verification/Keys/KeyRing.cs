using Verifier.Jose;

namespace Verifier.Keys;

/// <summary>
/// What is known of one issuer's keys for one tenant, and when to ask again. It fetches nothing and has no clock: its owner does the first, tells it the second (Unix seconds),
/// lets one fetch run at a time and calls it by one thread at a time.
/// </summary>
/// <remarks>
/// A clock set back moves every instant kept here back with it. So ages only grow: no refresh, retry or cool-down is put off by a clock that was ahead, and no key outlives its maximum age by more than
/// the time that passed unseen between the last call and the first one after the clock was set.
/// </remarks>
/// <param name="issuer">The issuer identifier.</param>
public sealed class KeyRing(string issuer)
{
    /// <summary>For how many seconds after a fetch for an unknown <c>kid</c> no other one is made.</summary>
    public const int CoolDownSeconds = 10;

    // Stored keys from further ahead than clocks differ have an age that nobody knows.
    private const int StoredAheadSeconds = 60;

    private readonly Dictionary<(string? Kid, string Thumbprint), long> _firstSeen = [];
    private KeySet? _keys;
    private bool _isStored;
    private long _fetchedAt;
    private double _jitter;
    private int _failures;
    private long _failedAt;
    private string? _fault;
    private long? _askedAt;
    private long _now = long.MinValue;

    /// <summary>How many keys are held, usable by age or not.</summary>
    public int Count => _keys?.Keys.Count ?? 0;

    /// <summary>How many seconds ago the keys held were fetched; null when there are none.</summary>
    public long? AgeAt(long now)
    {
        Observe(now);
        return _keys is null ? null : now - _fetchedAt;
    }

    /// <summary>The keys to check tokens with; null when none are held or they have reached their maximum age.</summary>
    public KeySet? Usable(long now, RefreshPlan plan)
    {
        Observe(now);
        return _keys is not null && now < plan.UsableUntil(_fetchedAt) ? _keys : null;
    }

    /// <summary>Whether it is time to fetch: nothing is held, or what is held is due; and no failure is too recent.</summary>
    public bool ShouldRefresh(long now, RefreshPlan plan)
    {
        Observe(now);
        return now >= NextRefresh(plan);
    }

    /// <summary>From when on <see cref="ShouldRefresh"/> says yes; may be past.</summary>
    public long NextRefresh(RefreshPlan plan)
        => Math.Max(_keys is null ? long.MinValue : plan.DueAt(_fetchedAt, _jitter), _failures == 0 ? long.MinValue : plan.RetryAt(_failedAt, _failures));

    /// <summary>The moment from which the keys held are not used any more; long past when none are held.</summary>
    public long UsableUntil(RefreshPlan plan) => _keys is null ? long.MinValue : plan.UsableUntil(_fetchedAt);

    /// <summary>
    /// Whether one fetch may be made now for a <c>kid</c> that is not held. A yes is used up by being given, whatever becomes of the fetch: nothing but time ends the cool-down, so neither a failing
    /// issuer nor an empty key set opens a way around it.
    /// </summary>
    public bool MayAsk(long now)
    {
        Observe(now);
        if (now < _askedAt + CoolDownSeconds)
        {
            return false;
        }

        _askedAt = now;
        return true;
    }

    /// <summary>
    /// Takes the keys that the issuer has published: a key that is not among them is gone at once. A set without any key that can be used is taken for a failure, and what is held stays.
    /// </summary>
    /// <param name="keys">The key set.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="jitter">0 to 1, see <see cref="RefreshPlan.DueAt"/>.</param>
    public bool Succeeded(KeySet keys, long now, double jitter)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Keys.Count == 0)
        {
            Failed(keys.LeftOut is [var flaw, ..] ? $"no key of its JWKS can be used; {flaw}" : "its JWKS holds no keys", now);
            return false;
        }

        Observe(now);
        Hold(_keys is null ? keys : keys.Reusing(_keys), now, jitter);
        _isStored = false;
        _failures = 0;
        return true;
    }

    /// <summary>Notes that a fetch failed, and why, in words; what is held stays.</summary>
    public void Failed(string fault, long now)
    {
        Observe(now);
        _failures = Math.Min(_failures + 1, int.MaxValue - 1);
        _failedAt = now;
        _fault = FaultWords.Printable(fault);
    }

    /// <summary>
    /// Takes the last good keys from storage, where nothing is held yet. They keep their age. False when they are not taken: empty, something is held, or from more than 60 s ahead of
    /// <paramref name="now"/>, because then their age is unknown.
    /// </summary>
    public bool Restore(KeySet stored, long now, double jitter)
    {
        ArgumentNullException.ThrowIfNull(stored);
        Observe(now);
        if (_keys is not null || stored.Keys.Count == 0 || stored.FetchedAt > now + StoredAheadSeconds)
        {
            return false;
        }

        Hold(stored, Math.Min(stored.FetchedAt, now), jitter);
        _isStored = true;
        return true;
    }

    /// <summary>The ring as people see it.</summary>
    public KeyRingView View(long now, RefreshPlan plan)
    {
        Observe(now);
        bool holds = _keys is not null;
        return new(
            issuer,
            [.. (_keys?.Keys ?? []).Select(key => new KeyView(key.Jwk.Kid, key.Jwk.KeyType, key.Jwk.Algorithm, key.Jwk.Thumbprint, Math.Min(now, _firstSeen[Name(key)])))],
            _keys?.LeftOut ?? [],
            holds ? Origin(now, plan) : null,
            holds ? _fetchedAt : null,
            holds ? plan.UsableUntil(_fetchedAt) : null,
            NextRefresh(plan) is > long.MinValue and var next ? next : null,
            now < _askedAt + CoolDownSeconds ? _askedAt + CoolDownSeconds : null,
            _failures,
            _fault,
            _fault is null ? null : _failedAt);
    }

    private KeyOrigin Origin(long now, RefreshPlan plan)
    {
        if (_failures > 0 && now >= plan.DueAt(_fetchedAt, _jitter))
        {
            return KeyOrigin.Stale;
        }

        return _isStored ? KeyOrigin.Stored : KeyOrigin.Fetched;
    }

    private void Hold(KeySet keys, long fetchedAt, double jitter)
    {
        _keys = keys;
        _fetchedAt = fetchedAt;
        _jitter = jitter;
        HashSet<(string?, string)> named = [.. keys.Keys.Select(Name)];
        foreach ((string? Kid, string Thumbprint) gone in _firstSeen.Keys.Where(name => !named.Contains(name)).ToArray())
        {
            _ = _firstSeen.Remove(gone);
        }

        foreach ((string?, string) name in named)
        {
            _ = _firstSeen.TryAdd(name, fetchedAt);
        }
    }

    private static (string? Kid, string Thumbprint) Name(SignatureKey key) => (key.Jwk.Kid, key.Jwk.Thumbprint);

    private void Observe(long now)
    {
        if (now < _now)
        {
            long back = _now - now;
            _fetchedAt -= back;
            _failedAt -= back;
            _askedAt -= back;
        }

        _now = now;
    }
}
