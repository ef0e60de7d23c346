using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Grains.Storage;
using Verifier.Keys;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.Grains.Keys;

/// <summary>One issuer's keys for one tenant: a <see cref="KeyRing"/>, the one fetch that may be under way, and the last good keys in the store.</summary>
internal sealed class IssuerKeysGrain : Grain, IIssuerKeysGrain, IDisposable
{
    // Out of use for so many refresh times, keys are not refreshed ahead any more.
    private const int IdleRefreshes = 3;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Less than a call may take; whoever waits longer asks again.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    // The fetcher bounds itself; this is for one that does not, because until its fetch has ended an issuer gets no other.
    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(10);

    private readonly IKeyFetcher _fetcher;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly KeyRecord _record;
    private readonly Audience _audience;
    private readonly Authority _authority;
    private readonly CancellationTokenSource _stopping = new();
    private KeyRing? _ring;
    private KeyQuestion? _question;
    private StoredKeys _keys = new();
    private Task? _flight;
    private Task _telling = Task.CompletedTask;
    private long _usedAt;

    public IssuerKeysGrain(
        IGrainContext context, IKeyFetcher fetcher, GrainStates states, Authority authority, IOptions<VerifierClusterOptions> options, ILogger<IssuerKeysGrain> logger)
    {
        _fetcher = fetcher;
        _clock = options.Value.Clock;
        _logger = logger;
        _record = new KeyRecord(states.Of<StoredKeys>("keys", context.GrainId), context.GrainId.Key.ToString()!, logger);
        _audience = new Audience(_clock);
        _authority = authority;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _keys = await _record.ReadAsync() ?? new StoredKeys();
        OwnerMeter.TrackKeys(this, Ages);
        _ = this.RegisterGrainTimer(BeatAsync, new GrainTimerCreationOptions { DueTime = Beat, Period = Beat, Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        OwnerMeter.Forget(this);
        _stopping.Cancel();
        return _record.Stored;
    }

    public async ValueTask<LeasedKeys> GetAsync(KeyQuestion question, long known, IFrontEnd asker)
    {
        _authority.Demand();
        KeyRing ring = Enter(question);
        _audience.Heard(asker);
        KeySet? keys = ring.Usable(Now, question.Plan);
        if (_flight is null && ring.ShouldRefresh(Now, question.Plan))
        {
            _ = TakeOff();
        }

        return Tell(ring, question, known, keys is null && _flight is { } flight && !await LandedAsync(flight));
    }

    public async ValueTask<LeasedKeys> AskAsync(KeyQuestion question, long known, IFrontEnd asker)
    {
        _authority.Demand();
        KeyRing ring = Enter(question);
        _audience.Heard(asker);
        bool hasNews = _keys.Epoch > known && ring.Usable(Now, question.Plan) is not null;
        Task? flight = hasNews ? null : _flight ?? (ring.MayAsk(Now) ? TakeOff() : null);
        return Tell(ring, question, known, flight is not null && !await LandedAsync(flight));
    }

    public async ValueTask<KeyRingReport> RefreshAsync(KeyQuestion question)
    {
        KeyRing ring = Enter(question);

        // What is under way may have begun before the caller had its reason.
        if (_flight is { } underWay)
        {
            await underWay;
        }

        await (_flight ?? TakeOff());
        await _telling;
        return Report(ring, question);
    }

    public ValueTask<KeyRingReport> ViewAsync(KeyQuestion question)
        => new(Report(Enter(question), question));

    public async ValueTask ForgetAsync()
    {
        _ring = null;
        _keys = new StoredKeys { Epoch = NextEpoch() };
        await _record.StoreAsync(_keys);
        DeactivateOnIdle();
    }

    public void Dispose() => _stopping.Dispose();

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    // On any thread: both are replaced, and never changed.
    private IEnumerable<(string Tenant, string Issuer, long Age)> Ages()
        => _question is { } question && _keys is { Jwks.Length: > 0 } keys ? [(question.Tenant, question.Issuer, Math.Max(0, Now - keys.FetchedAt))] : [];

    private KeyRing Enter(KeyQuestion question)
    {
        if (question.GrainKey != this.GetPrimaryKeyString())
        {
            throw new ArgumentException("These are another issuer's keys, or another tenant's.", nameof(question));
        }

        _question = question;
        _usedAt = Now;
        if (_ring is null)
        {
            _ring = new KeyRing(question.Issuer);
            if (_keys.Jwks.Length > 0 && KeySet.TryRead(_keys.Jwks, _keys.FetchedAt, out KeySet? stored, out _))
            {
                _ = _ring.Restore(stored!, Now, Random.Shared.NextDouble());
            }
        }

        return _ring;
    }

    private static async Task<bool> LandedAsync(Task flight)
    {
        try
        {
            await flight.WaitAsync(Patience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private LeasedKeys Tell(KeyRing ring, KeyQuestion question, long known, bool isPending)
    {
        long now = Now;
        RefreshPlan plan = question.Plan;
        bool hasKeys = ReferenceEquals(ring, _ring) && ring.Usable(now, plan) is not null;
        bool isKnown = hasKeys && known == _keys.Epoch;
        long usableFor = hasKeys ? ring.UsableUntil(plan) - now : 0;

        // While a refresh is under way or due nobody has to ask twice a second.
        long next = ring.NextRefresh(plan);
        long freshFor = next <= now ? 1 : next - now;

        // A cool-down is claimed before its fetch: as long as that one is under way, asking for it is of use.
        long coolDown = _flight is null ? (ring.View(now, plan).CoolDownUntil ?? now) - now : 0;
        return new LeasedKeys(
            _keys.Epoch,
            hasKeys && !isKnown ? _keys.Jwks : null,
            isKnown,
            _keys.FetchedAt,
            hasKeys ? Math.Min(freshFor, usableFor) : next <= now ? 0 : freshFor,
            usableFor,
            coolDown,
            isPending);
    }

    private KeyRingReport Report(KeyRing ring, KeyQuestion question) => KeyRingReport.Of(ring.View(Now, question.Plan) with { IsRefreshing = _flight is not null }, Tell(ring, question, 0, isPending: false));

    private Task BeatAsync(CancellationToken cancellationToken)
    {
        long now = Now;
        _usedAt = Math.Min(_usedAt, now);
        bool isInUse = _question is not null && now - _usedAt <= (long)IdleRefreshes * _question.RefreshSeconds;
        if (isInUse && _flight is null && _ring is { } ring && ring.ShouldRefresh(now, _question!.Plan))
        {
            _ = TakeOff();
        }

        return Task.CompletedTask;
    }

    // The fetch is nobody's in particular: it does not run in the span, or with the ambient state, of the request that happened to come first.
    private Task TakeOff()
    {
        ActivityContext cause = KeyFetchMeter.Cause;
        using AsyncFlowControl? detached = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        TaskCompletionSource landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _flight = landed.Task;
        _ = FlyAsync(_question!, cause, landed);
        return landed.Task;
    }

    private async Task FlyAsync(KeyQuestion question, ActivityContext cause, TaskCompletionSource landed)
    {
        using KeyFetchMeter measured = KeyFetchMeter.Begin(question.Tenant, question.Issuer, cause);
        try
        {
            KeyFetch fetch = await FetchAsync(new IssuerPolicy(question.Issuer, question.IsInternal));

            // First of all: whatever else goes wrong here, the next fetch can begin.
            _flight = null;
            bool isGood = Land(question, fetch);
            if (!_stopping.IsCancellationRequested)
            {
                measured.Ended(isGood);
            }
        }
        finally
        {
            landed.SetResult();
        }
    }

    private async Task<KeyFetch> FetchAsync(IssuerPolicy issuer)
    {
        try
        {
            return await _fetcher.FetchAsync(issuer, _stopping.Token).AsTask().WaitAsync(FetchLimit, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return KeyFetch.Failed("their owner is moving");
        }
        catch (TimeoutException)
        {
            return KeyFetch.Failed($"the fetch was not done within {FetchLimit.TotalSeconds:0} s");
        }
        catch (Exception bug)
        {
            // A fetcher answers with its faults; but if one throws, callers must not wait for ever.
            Log.FetcherThrew(_logger, bug, issuer.Issuer);
            return KeyFetch.Failed($"the fetch ended with a {bug.GetType().Name}");
        }
    }

    private bool Land(KeyQuestion question, KeyFetch fetch)
    {
        // What was dropped meanwhile stays dropped.
        if (_ring is not { } ring)
        {
            return fetch.Fault is null;
        }

        KeySet? keys = null;
        string? fault = fetch.Fault;
        if (fault is null && KeySet.TryRead(fetch.Jwks.Span, Now, out keys, out fault) && ring.Succeeded(keys!, Now, Random.Shared.NextDouble()))
        {
            _keys = new StoredKeys { Issuer = question.Issuer, Jwks = fetch.Jwks.ToArray(), FetchedAt = Now, Epoch = NextEpoch() };
            Log.KeysFetched(_logger, question.Issuer, question.Tenant, ring.Count);
            LeasedKeys told = Tell(ring, question, 0, isPending: false);
            _telling = _audience.TellAsync(frontEnd => frontEnd.KeysChangedAsync(question, told));
            _ = _record.StoreAsync(_keys);
            return true;
        }

        // A set without any usable key has been noted by the ring already.
        if (keys is null)
        {
            ring.Failed(fault ?? "", Now);
        }

        KeyRingView view = ring.View(Now, question.Plan);
        Log.KeysNotFetched(_logger, question.Issuer, question.Tenant, view.LastError, view.Keys.Count);
        return false;
    }

    private long NextEpoch() => Math.Max(_keys.Epoch + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
}
