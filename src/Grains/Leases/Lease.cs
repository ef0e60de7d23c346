namespace Verifier.Grains.Leases;

/// <summary>
/// What a front end holds of one owner's state: good for the lease, counted from before the owner was asked; renewed ahead of its end while it is used, by one call for everybody; and good for the grace besides
/// when the owner cannot be asked.
/// </summary>
/// <typeparam name="TTold">What the owner tells.</typeparam>
/// <typeparam name="THeld">What is made of it.</typeparam>
/// <param name="options">Lease, grace and clock.</param>
/// <param name="ask">Asks the owner, given what it told last.</param>
/// <param name="merge">What holds of what was told last and what is told now.</param>
/// <param name="read">Makes of it what is used, given what was made last.</param>
/// <param name="cutOff">Hears, once, that the owner cannot be asked.</param>
internal sealed class Lease<TTold, THeld>(
    VerifierClusterOptions options,
    Func<TTold?, Task<TTold>> ask,
    Func<TTold?, TTold, TTold> merge,
    Func<TTold, THeld?, THeld?> read,
    Action<Exception> cutOff)
    where TTold : class
    where THeld : class
{
    // An owner that could not be asked is not asked again by every request.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private volatile State? _state;
    private Task<bool> _renewal = Task.FromResult(false);
    private volatile bool _isCutOff;
    private long _failedAt;
    private long _failedAskedAt;

    /// <summary>What the owner told last, however long ago.</summary>
    public TTold? Told => _state?.Told;

    /// <summary>Whether the owner could not be asked, and that was tried within the last lease: an older failure says nothing of now.</summary>
    public bool IsCutOff => _isCutOff && options.Clock.GetElapsedTime(Volatile.Read(ref _failedAskedAt)) < options.Lease;

    /// <summary>What is good now; waits for the owner where the lease is over, unless that was in vain a moment ago. Null when there is nothing, or nothing any more.</summary>
    public ValueTask<THeld?> GetAsync(CancellationToken cancellationToken)
    {
        if (_state is { } state && Age(state) is var age && age < options.Lease)
        {
            if (age > options.Lease / 2)
            {
                _ = RenewAsync();
            }

            return new(state.Held);
        }

        return AskAsync(cancellationToken);
    }

    /// <summary>Asks the owner, or waits for who does already. False when it cannot be asked.</summary>
    public Task<bool> RenewAsync()
    {
        lock (_lock)
        {
            if (_renewal.IsCompleted && !(_isCutOff && options.Clock.GetElapsedTime(_failedAt) < Pause))
            {
                // It is nobody's in particular: not in the span, the turn or the ambient state of the request that happened to come first.
                using AsyncFlowControl? detached = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
                _renewal = Task.Run(RenewedAsync);
            }

            return _renewal;
        }
    }

    /// <summary>Takes note of what the owner tells unasked. That makes no lease and prolongs none.</summary>
    public void Tell(TTold told)
    {
        lock (_lock)
        {
            if (_state is { } state)
            {
                Hold(told, state.AskedAt);
            }
        }
    }

    /// <summary>Takes note of an answer that was asked for.</summary>
    /// <param name="told">The answer.</param>
    /// <param name="askedAt">The clock's time stamp from before it was asked for.</param>
    public void Answer(TTold told, long askedAt)
    {
        lock (_lock)
        {
            _isCutOff = false;
            Hold(told, Math.Max(askedAt, _state?.AskedAt ?? long.MinValue));
        }
    }

    /// <summary>What is good now, without asking: within the lease, and within the grace where asking has just failed. The grace is for who is cut off, not for who has not asked for a while.</summary>
    public THeld? Good() => _state is { } state && Age(state) < (IsCutOff ? options.Lease + options.Grace : options.Lease) ? state.Held : null;

    private async ValueTask<THeld?> AskAsync(CancellationToken cancellationToken)
    {
        // The first may be one that was under way, from before this process was stopped and continued, say; the second has begun after this call.
        for (int i = 0; i < 2; i++)
        {
            if (IsCutOff && Good() is { } good)
            {
                _ = RenewAsync();
                return good;
            }

            _ = await RenewAsync().WaitAsync(cancellationToken);
            if (_state is { } state && Age(state) < options.Lease)
            {
                return state.Held;
            }
        }

        return Good();
    }

    private async Task<bool> RenewedAsync()
    {
        long askedAt = options.Clock.GetTimestamp();
        try
        {
            Answer(await ask(_state?.Told), askedAt);
            return true;
        }
        catch (Exception failure)
        {
            if (!_isCutOff)
            {
                cutOff(failure);
            }

            Volatile.Write(ref _failedAt, options.Clock.GetTimestamp());
            Volatile.Write(ref _failedAskedAt, askedAt);
            _isCutOff = true;
            return false;
        }
    }

    // The caller holds the lock.
    private void Hold(TTold told, long askedAt)
    {
        TTold merged = merge(_state?.Told, told);
        THeld? held = _state is { } state && ReferenceEquals(merged, state.Told) ? state.Held : read(merged, _state?.Held);
        _state = new State(merged, held, askedAt);
    }

    private TimeSpan Age(State state) => options.Clock.GetElapsedTime(state.AskedAt);

    private sealed record State(TTold Told, THeld? Held, long AskedAt);
}
