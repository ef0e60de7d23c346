namespace Verifier.Testing;

/// <summary>The faults that a <see cref="LoopbackIssuer"/> shows, by endpoint, until they are taken back. May be set while requests run.</summary>
public sealed class IssuerFaults
{
    private readonly Lock _change = new();
    private IssuerFault _discovery;
    private IssuerFault _jwks;
    private IssuerFault _token;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The fault of the metadata documents.</summary>
    /// <exception cref="ArgumentException"><see cref="IssuerFault.EmptyKeySet"/>.</exception>
    public IssuerFault Discovery
    {
        get => Read(ref _discovery);
        set => Write(ref _discovery, Fits(value, IssuerFault.EmptyKeySet));
    }

    /// <summary>The fault of the key set.</summary>
    /// <exception cref="ArgumentException"><see cref="IssuerFault.WrongIssuer"/>.</exception>
    public IssuerFault Jwks
    {
        get => Read(ref _jwks);
        set => Write(ref _jwks, Fits(value, IssuerFault.WrongIssuer));
    }

    /// <summary>The fault of the token endpoint.</summary>
    /// <exception cref="ArgumentException"><see cref="IssuerFault.WrongIssuer"/> or <see cref="IssuerFault.EmptyKeySet"/>.</exception>
    public IssuerFault Token
    {
        get => Read(ref _token);
        set => Write(ref _token, Fits(value, IssuerFault.WrongIssuer, IssuerFault.EmptyKeySet));
    }

    /// <summary>How late a <see cref="IssuerFault.Slow"/> answer is.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How much an <see cref="IssuerFault.Oversized"/> answer has too much, in bytes; 1 MiB unless set.</summary>
    public int OversizeBytes { get; set; } = 1024 * 1024;

    /// <summary>Shows a fault at every endpoint.</summary>
    /// <param name="fault">One that fits each endpoint.</param>
    /// <exception cref="ArgumentException"><see cref="IssuerFault.WrongIssuer"/> or <see cref="IssuerFault.EmptyKeySet"/>.</exception>
    public void SetAll(IssuerFault fault)
    {
        // The token endpoint takes the fewest faults, so nothing is set when one does not fit.
        Token = fault;
        Discovery = fault;
        Jwks = fault;
    }

    /// <summary>Takes every fault back.</summary>
    public void Clear() => SetAll(IssuerFault.None);

    /// <summary>A task that ends when any fault is next set or taken back.</summary>
    internal Task Changed
    {
        get
        {
            lock (_change)
            {
                return _changed.Task;
            }
        }
    }

    private IssuerFault Read(ref IssuerFault field)
    {
        lock (_change)
        {
            return field;
        }
    }

    private void Write(ref IssuerFault field, IssuerFault value)
    {
        TaskCompletionSource before;
        lock (_change)
        {
            field = value;
            before = _changed;
            _changed = NewSignal();
        }

        before.SetResult();
    }

    private static IssuerFault Fits(IssuerFault fault, params ReadOnlySpan<IssuerFault> unfit)
        => unfit.Contains(fault) || !Enum.IsDefined(fault)
            ? throw new ArgumentException($"{fault} is no fault of this endpoint.", nameof(fault))
            : fault;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
