using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.InProcess;
using Verifier.Keys;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Keys;

/// <summary>
/// The keys' owner in one process: a <see cref="SharedKeyRing"/> for each issuer of each tenant, made at first use. Once a second it refreshes ahead of time what is due and in use,
/// so that requests do not wait for it, and drops what nobody has used for so long that its keys have reached their maximum age.
/// </summary>
internal sealed class IssuerKeys : IKeySource, IKeyAdministration, IDisposable
{
    // With so many fetches under way none is begun ahead of need; what is due waits for another second.
    private const int MaxAhead = 64;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<RingName, SharedKeyRing> _rings = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly KeyFetching _fetching;
    private readonly IKeyStore? _store;

    // From before the start, until they are first asked for.
    private readonly ConcurrentDictionary<RingName, StoredKeys> _stored;
    private readonly ITimer _timer;

    public IssuerKeys(IKeyFetcher fetcher, TimeProvider clock, ILogger<IssuerKeys> logger, IKeyStore? store = null)
    {
        _store = store;
        _stored = new(store?.Read().ToDictionary(keys => new RingName(keys.Tenant, keys.Issuer.Issuer, keys.Issuer.IsInternal)) ?? []);
        _fetching = new KeyFetching(fetcher, clock, logger, store, _stopping.Token);
        OwnerMeter.TrackKeys(this, Ages);

        // Else the timer would keep the ambient state of the request that happened to come first.
        using AsyncFlowControl? detached = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _timer = clock.CreateTimer(static keys => ((IssuerKeys)keys!).RefreshAhead(), this, Beat, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many fetches are under way.</summary>
    public int UnderWay => _fetching.UnderWay;

    public ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken)
        => Ring(tenant, issuer).GetAsync(RefreshPlan.Of(tenant), cancellationToken);

    public ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken)
        => Ring(tenant, issuer).AskAsync(RefreshPlan.Of(tenant), known, cancellationToken);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<KeyRingView>?> RefreshAsync(TenantPolicy tenant, CancellationToken cancellationToken)
    {
        await Task.WhenAll(tenant.Issuers.Values.Select(issuer => Ring(tenant, issuer).RefreshAsync(RefreshPlan.Of(tenant), cancellationToken)));
        return Views(tenant);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyRingView>?> ViewsAsync(TenantPolicy tenant, CancellationToken cancellationToken) => new(Views(tenant));

    /// <inheritdoc />
    public ValueTask RetainAsync(TenantPolicy tenant, CancellationToken cancellationToken)
    {
        Drop(name => name.Tenant == tenant.Name && !(tenant.Issuers.TryGetValue(name.Issuer, out IssuerPolicy? issuer) && issuer.IsInternal == name.IsInternal));
        _store?.Forget(tenant.Name, tenant.Issuers.Values);
        return default;
    }

    /// <inheritdoc />
    public ValueTask ForgetAsync(TenantPolicy tenant, CancellationToken cancellationToken)
    {
        Drop(name => name.Tenant == tenant.Name);
        _store?.Forget(tenant.Name, []);
        return default;
    }

    public IReadOnlyList<KeyRingView> Views(TenantPolicy tenant)
        => [.. tenant.Issuers.Values.OrderBy(issuer => issuer.Issuer, StringComparer.Ordinal).Select(issuer => View(tenant, issuer))];

    public void Dispose()
    {
        OwnerMeter.Forget(this);

        // The source itself stays: a request that is late still reads its token.
        _timer.Dispose();
        _stopping.Cancel();
    }

    private IEnumerable<(string Tenant, string Issuer, long Age)> Ages()
        => from ring in _rings let age = ring.Value.Age where age is not null select (ring.Key.Tenant, ring.Key.Issuer, age.Value);

    private SharedKeyRing Ring(TenantPolicy tenant, IssuerPolicy issuer)
    {
        RingName name = RingName.Of(tenant, issuer);
        if (_rings.TryGetValue(name, out SharedKeyRing? ring))
        {
            return ring;
        }

        ring = _rings.GetOrAdd(name, Make);

        // Once and no more: keys that the issuer has withdrawn since must not come back with a ring that is made anew. After the ring is there, so that of two that are made at once the kept one has them.
        _ = _stored.TryRemove(name, out _);
        return ring;
    }

    private SharedKeyRing Make(RingName name)
    {
        SharedKeyRing ring = new(name.Tenant, new IssuerPolicy(name.Issuer, name.IsInternal), _fetching);
        if (_stored.TryGetValue(name, out StoredKeys? stored))
        {
            ring.Restore(stored);
        }

        return ring;
    }

    private KeyRingView View(TenantPolicy tenant, IssuerPolicy issuer)
        => _rings.TryGetValue(RingName.Of(tenant, issuer), out SharedKeyRing? ring)
            ? ring.View(RefreshPlan.Of(tenant))
            : Make(RingName.Of(tenant, issuer)).View(RefreshPlan.Of(tenant));

    private void Drop(Func<RingName, bool> isGone)
    {
        foreach (RingName name in _rings.Keys.Where(isGone))
        {
            _ = _rings.TryRemove(name, out _);
        }

        foreach (RingName name in _stored.Keys.Where(isGone))
        {
            _ = _stored.TryRemove(name, out _);
        }
    }

    private void RefreshAhead()
    {
        int room = MaxAhead - _fetching.UnderWay;
        foreach (KeyValuePair<RingName, SharedKeyRing> ring in _rings)
        {
            if (ring.Value.Beat(mayFetch: room > 0, out bool begun))
            {
                room -= begun ? 1 : 0;
            }
            else
            {
                _ = _rings.TryRemove(ring);
            }
        }

        // One shot at a time: a round that takes long delays the next one instead of meeting it.
        _ = _timer.Change(Beat, Timeout.InfiniteTimeSpan);
    }

    private readonly record struct RingName(string Tenant, string Issuer, bool IsInternal)
    {
        public static RingName Of(TenantPolicy tenant, IssuerPolicy issuer) => new(tenant.Name, issuer.Issuer, issuer.IsInternal);
    }
}
