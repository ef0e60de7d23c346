using Microsoft.Extensions.Logging;
using Verifier.Grains.Leases;
using Verifier.Keys;

namespace Verifier.Grains.Keys;

/// <summary>A front end's lease on one issuer's keys for one tenant.</summary>
internal sealed class KeyLease
{
    // To join a fetch that began too early, to ask for one, and one call more for each that took too long.
    private const int MaxCalls = 6;

    private readonly VerifierClusterOptions _options;
    private readonly IIssuerKeysGrain _owner;
    private readonly Func<IFrontEnd> _self;
    private readonly Lease<LeasedKeys, HeldKeys> _lease;
    private readonly Lock _lock = new();
    private volatile KeyQuestion _question;
    private Task<bool> _asking = Task.FromResult(true);
    private volatile bool _isPending;

    public KeyLease(KeyQuestion question, IIssuerKeysGrain owner, VerifierClusterOptions options, Func<IFrontEnd> self, ILogger logger)
    {
        _question = question;
        _owner = owner;
        _options = options;
        _self = self;
        _lease = new Lease<LeasedKeys, HeldKeys>(
            options,
            async held => Noted(await owner.GetAsync(_question, EpochOf(held), self())),
            Merge,
            (told, before) => HeldKeys.Of(told, _question, before, Now),
            failure => Log.OwnerNotAsked(logger, "keys", question.Issuer, failure.GetType().Name));
    }

    /// <inheritdoc cref="IKeySource.GetAsync"/>
    public ValueTask<KeySet?> GetAsync(KeyQuestion question, CancellationToken cancellationToken)
    {
        ValueTask<HeldKeys?> leased = _lease.GetAsync(cancellationToken);
        if (!leased.IsCompletedSuccessfully)
        {
            return RenewedAsync(question, leased.AsTask(), cancellationToken);
        }

        HeldKeys? held = leased.Result;
        return held?.Answers(question, Now) == true ? new(held.Keys) : RenewedAsync(question, Task.FromResult(held), cancellationToken);
    }

    /// <inheritdoc cref="IKeySource.AskAsync"/>
    public async ValueTask<KeySet?> AskAsync(KeyQuestion question, KeySet known, CancellationToken cancellationToken)
    {
        _question = question;
        for (int i = 0; i < MaxCalls; i++)
        {
            HeldKeys? held = _lease.Good();
            if (HasNews(held?.Usable(Now), known) || held?.CoolsDown(Now) == true)
            {
                break;
            }

            if (!await ShareAsync().WaitAsync(cancellationToken))
            {
                break;
            }
        }

        return _lease.Good()?.Usable(Now);
    }

    public void Tell(LeasedKeys present) => _lease.Tell(present);

    // What is held without a document is not known: the owner may have it.
    private static long EpochOf(LeasedKeys? held) => held?.Jwks is null ? 0 : held.Epoch;

    private long Now => _options.Clock.GetUtcNow().ToUnixTimeSeconds();

    private static bool HasNews(KeySet? held, KeySet known) => held is not null && !ReferenceEquals(held, known) && held.Keys.Any(key => !known.Holds(key));

    private static LeasedKeys Merge(LeasedKeys? held, LeasedKeys told)
    {
        if (held is null || told.Epoch > held.Epoch)
        {
            return told;
        }

        return told.Epoch < held.Epoch ? held : told.IsKnown ? told with { Jwks = held.Jwks, IsKnown = false } : told.Jwks is null ? told : told with { Jwks = held.Jwks ?? told.Jwks };
    }

    private LeasedKeys Noted(LeasedKeys told)
    {
        _isPending = told.IsPending;
        return told;
    }

    private async ValueTask<KeySet?> RenewedAsync(KeyQuestion question, Task<HeldKeys?> leased, CancellationToken cancellationToken)
    {
        _question = question;
        HeldKeys? held = await leased;
        for (int i = 0; i < MaxCalls && held?.Answers(question, Now) != true; i++)
        {
            if (_lease.IsCutOff && held?.Usable(Now) is { } keys)
            {
                _ = _lease.RenewAsync();
                return keys;
            }

            bool isAnswered = await _lease.RenewAsync().WaitAsync(cancellationToken);
            held = _lease.Good();
            if (!isAnswered || (!_isPending && held?.Question == question))
            {
                break;
            }
        }

        return held?.Usable(Now);
    }

    private Task<bool> ShareAsync()
    {
        lock (_lock)
        {
            if (_asking.IsCompleted)
            {
                using AsyncFlowControl? detached = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
                _asking = Task.Run(AskedAsync);
            }

            return _asking;
        }
    }

    private async Task<bool> AskedAsync()
    {
        long askedAt = _options.Clock.GetTimestamp();
        try
        {
            _lease.Answer(await _owner.AskAsync(_question, EpochOf(_lease.Told), _self()), askedAt);
            return true;
        }
        catch (Exception)
        {
            // The keys held are what there is.
            return false;
        }
    }
}
