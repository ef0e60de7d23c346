namespace Verifier.Testing;

/// <summary>How often each endpoint was asked, and a way to wait for it.</summary>
internal sealed class RequestCounts
{
    private readonly Lock _change = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _discovery;
    private long _jwks;
    private long _token;
    private long _redirects;

    public long Discovery => Interlocked.Read(ref _discovery);

    public long Jwks => Interlocked.Read(ref _jwks);

    public long Token => Interlocked.Read(ref _token);

    public long Redirects => Interlocked.Read(ref _redirects);

    public void AddDiscovery() => Add(ref _discovery);

    public void AddJwks() => Add(ref _jwks);

    public void AddToken() => Add(ref _token);

    public void AddRedirect() => Add(ref _redirects);

    public async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The signal first, then the look: a count between the two ends the wait.
            Task changed;
            lock (_change)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Add(ref long count)
    {
        TaskCompletionSource before;
        lock (_change)
        {
            count++;
            before = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        before.SetResult();
    }
}
