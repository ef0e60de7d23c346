using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Grains.Storage;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Telemetry;
using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>One tenant. A change is made against the record as it is stored, told to the front ends, and answered then.</summary>
internal sealed partial class TenantGrain : Grain, ITenantGrain
{
    // What a host lets issuers be was judged where the policy came in, and is again where it is used.
    private static readonly FetchRules Anything = new(AllowHttpLoopback: true);

    // Reads what another activation may have written, and rotates nonce secrets.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    // Less than a call may take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private const int Attempts = 3;

    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly StoredState<TenantState> _record;
    private readonly Audience _audience;
    private readonly Authority _authority;
    private readonly ILogger _logger;
    private TenantState _state = new();
    private TenantEntry? _entry;
    private LeasedTenant _present = new(0, null, false);
    private long? _askedAt;
    private long _readAt;
    private bool _isListed;
    private bool _isChanging;

    public TenantGrain(IGrainContext context, GrainStates states, Authority authority, IOptions<VerifierClusterOptions> options, ILogger<TenantGrain> logger)
    {
        _name = context.GrainId.Key.ToString()!;
        _clock = options.Value.Clock;
        _record = states.Of<TenantState>("tenant", context.GrainId);
        _audience = new Audience(_clock);
        _authority = authority;
        _logger = logger;
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await ReadAsync();
        OwnerMeter.TrackRevocations(this, () => _entry is { } entry ? [(_name, entry.Snapshot.Revocations.CountLive(Now))] : []);

        // Whoever asks does not wait for what else there is to do.
        _ = this.RegisterGrainTimer(KeepUpAsync, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Beat });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        OwnerMeter.Forget(this);
        return Task.CompletedTask;
    }

    public async ValueTask<LeasedTenant> GetAsync(long known, IFrontEnd asker)
    {
        _authority.Demand();
        _askedAt = _clock.GetTimestamp();
        _audience.Heard(asker);

        // A front end that has heard of more, or a beat that was missed because this process was stopped and continued: another activation may have written meanwhile.
        if (known > _present.Revision || _clock.GetElapsedTime(_readAt) > 2 * Beat)
        {
            await RereadAsync();
        }

        return known == _present.Revision && known != 0 ? new LeasedTenant(known, null, IsKnown: true) : _present;
    }

    public async ValueTask<TenantChanged> PutAsync(TenantPut put)
    {
        TenantPolicy policy = Read(put.Settings);
        return await ChangeAsync(present => present is { IsConfigured: true }
            ? new Change(TenantOutcome.Configured)
            : !put.Tags.ToCondition().Holds(present) ? new Change(TenantOutcome.ConditionFailed)
            : present is not null && TenantContent.SettingsOf(present.Policy) == put.Settings ? new Change(TenantOutcome.Unchanged)
            : Set(present, policy, isConfigured: false));
    }

    public async ValueTask<TenantChanged> ConfigureAsync(string settings)
    {
        TenantPolicy policy = Read(settings);
        return await ChangeAsync(present => present is { IsConfigured: true } && TenantContent.SettingsOf(present.Policy) == settings
            ? new Change(TenantOutcome.Unchanged)
            : Set(present, policy, isConfigured: true));
    }

    public async ValueTask ReleaseAsync()
        => _ = await ChangeAsync(present => present is { IsConfigured: true } ? Set(present, present.Policy, isConfigured: false) : new Change(TenantOutcome.Unchanged));

    public async ValueTask<TenantChanged> DeleteAsync(TenantTags tags) => await ChangeAsync(present => present switch
    {
        null => new Change(TenantOutcome.Missing),
        { IsConfigured: true } => new Change(TenantOutcome.Configured),
        _ when !tags.ToCondition().Holds(present) => new Change(TenantOutcome.ConditionFailed),
        _ => new Change(TenantOutcome.Deleted, IsWrite: true, NextVersion(), null),
    });

    public async ValueTask<TenantChanged> RevokeAsync(StoredRevocation revocation) => await ChangeAsync(present => present switch
    {
        null => new Change(TenantOutcome.Missing),
        _ when present.Snapshot.Revocations.TryAdd(revocation.ToRevocation(), Now, out RevocationSet? added) =>
            Keep(TenantOutcome.Created, present, present.Snapshot with { Revocations = added }),
        _ => new Change(TenantOutcome.Full),
    });

    public async ValueTask<TenantChanged> RestoreAsync(string revocation) => await ChangeAsync(present => present switch
    {
        not null when present.Snapshot.Revocations.TryRemove(revocation, out RevocationSet? removed) =>
            Keep(TenantOutcome.Deleted, present, present.Snapshot with { Revocations = removed }),
        _ => new Change(TenantOutcome.Missing),
    });

    private long Now => _clock.GetUtcNow().ToUnixTimeSeconds();

    private TenantPolicy Read(string settings) => TenantPolicy.TryCreate(_name, Encoding.UTF8.GetBytes(settings), Anything, out TenantPolicy? policy, out _)
        ? policy
        : throw new ArgumentException("A tenant's owner takes policies as they were understood, and this is none.", nameof(settings));

    // A name that was in use before the store was lost goes on above what it had: versions are entity tags that clients remember.
    private long NextVersion() => Math.Max(_state.Version + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());

    private Change Set(TenantEntry? present, TenantPolicy policy, bool isConfigured)
    {
        long version = NextVersion();
        TenantSnapshot snapshot = present is null
            ? new TenantSnapshot(policy, version, RevocationSet.Empty, NonceRing.Create(Now))
            : present.Snapshot with { Policy = policy, Version = version };
        return new Change(present is null ? TenantOutcome.Created : TenantOutcome.Replaced, IsWrite: true, version, new TenantEntry(snapshot, isConfigured));
    }

    private Change Keep(TenantOutcome outcome, TenantEntry present, TenantSnapshot snapshot) => new(outcome, IsWrite: true, _state.Version, present with { Snapshot = snapshot });

    private async Task<TenantChanged> ChangeAsync(Func<TenantEntry?, Change> decide)
    {
        _isChanging = true;
        try
        {
            return await ChangedAsync(decide);
        }
        finally
        {
            _isChanging = false;
        }
    }

    private async Task<TenantChanged> ChangedAsync(Func<TenantEntry?, Change> decide)
    {
        for (int i = 0; i < Attempts; i++)
        {
            TenantEntry? before = _entry;
            Change change = decide(before);
            if (!change.IsWrite)
            {
                await ListAsync();
                return new TenantChanged((int)change.Outcome, _present.Content, _present.Revision);
            }

            if (await WriteAsync(change))
            {
                await TellAsync(before);
                TenantContent? shown = change.Entry is null && before is not null ? TenantContent.Of(before, Now) : _present.Content;
                return new TenantChanged((int)change.Outcome, shown, _present.Revision);
            }
        }

        Log.TenantNotStored(_logger, _name);
        return new TenantChanged((int)TenantOutcome.Unavailable, null, 0);
    }

    // False: somebody else has written; what is stored is held now.
    private async Task<bool> WriteAsync(Change change)
    {
        TenantState next = new()
        {
            Content = change.Entry is null ? null : TenantContent.Of(change.Entry, Now),
            Version = change.Version,
            Revision = Math.Max(_state.Revision + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds()),
        };
        LifeWrite written = await _record.WriteAsync(next);
        if (written is LifeWrite.Stored)
        {
            Hold(next, change.Entry);
            return true;
        }

        await ReadAsync();
        return written is LifeWrite.Unknown && _state.Revision == next.Revision;
    }

    // Goes on with what is held where the store cannot be read: nobody can change the tenant then either, unless this silo is cut off from the store and from the others (docs/decisions/0008).
    private async Task<bool> RereadAsync()
    {
        if (_isChanging)
        {
            return true;
        }

        try
        {
            await ReadAsync().WaitAsync(Patience);
            return true;
        }
        catch (Exception failure)
        {
            Log.TenantNotRead(_logger, _name, failure.GetType().Name);
            return false;
        }
    }

    private async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        await ListAsync();
        if (_askedAt is not { } askedAt || _clock.GetElapsedTime(askedAt) > 2 * Beat)
        {
            return;
        }

        long revision = _state.Revision;
        if (!await RereadAsync())
        {
            return;
        }

        if (_state.Revision != revision)
        {
            LeasedTenant told = _present;
            await _audience.TellAsync(frontEnd => frontEnd.TenantChangedAsync(_name, told));
        }

        await RotateAsync();
    }

    private async Task RotateAsync()
    {
        if (_entry is { } entry && entry.Snapshot.Nonces.RotationDue(Now))
        {
            _ = await ChangeAsync(present => present is not null && present.Snapshot.Nonces.RotationDue(Now)
                ? Keep(TenantOutcome.Replaced, present, present.Snapshot with { Nonces = present.Snapshot.Nonces.Rotate(Now) })
                : new Change(TenantOutcome.Unchanged));
        }
    }

    private async Task ReadAsync()
    {
        long askedAt = _clock.GetTimestamp();
        TenantState before = _state;
        TenantState state = await _record.ReadAsync() ?? new TenantState();
        if (!ReferenceEquals(_state, before))
        {
            // Reads interleave: a change was made meanwhile, and what was read may be older.
            return;
        }

        IReadOnlyList<string> faults = [];
        TenantEntry? entry = state.Content?.ToEntry(_name, Anything, Now, out faults);
        if (state.Content is not null && entry is null)
        {
            throw new InvalidOperationException($"The stored tenant {_name} cannot be read: {string.Join(' ', faults)}");
        }

        Hold(state, entry);
        _readAt = askedAt;
    }

    private void Hold(TenantState state, TenantEntry? entry)
    {
        _state = state;
        _entry = entry;
        _present = new LeasedTenant(state.Revision, state.Content, IsKnown: false);
    }

    private readonly record struct Change(TenantOutcome Outcome, bool IsWrite = false, long Version = 0, TenantEntry? Entry = null);
}
