using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>An issuer as the test wants it, without a network.</summary>
internal sealed class ScriptedFetcher : IKeyFetcher
{
    private int _count;
    private int _waiting;
    private TaskCompletionSource? _released;

    /// <summary>How many fetches were begun.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many fetches wait for the test.</summary>
    public int Waiting => _released is { Task.IsCompleted: false } ? Volatile.Read(ref _waiting) : 0;

    /// <summary>What a fetch answers; the keys that are published when it begins, unless set.</summary>
    public Func<IssuerPolicy, CancellationToken, Task<KeyFetch>>? Answer { get; set; }

    public string Jwks { get; set; } = TestJwks.Of("first");

    public void Fail(string fault = "it answered 500") => Answer = (_, _) => Task.FromResult(KeyFetch.Failed(fault));

    /// <summary>Fetches wait, with what was published when they began, until this is completed.</summary>
    public TaskCompletionSource Hold()
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting = 0;
        _released = released;
        Answer = async (_, cancellationToken) =>
        {
            string jwks = Jwks;
            Interlocked.Increment(ref _waiting);
            await released.Task.WaitAsync(cancellationToken);
            return new KeyFetch(TestJwks.Utf8(jwks), null);
        };
        return released;
    }

    public async ValueTask<KeyFetch> FetchAsync(IssuerPolicy issuer, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _count);
        return Answer is { } answer ? await answer(issuer, cancellationToken) : new KeyFetch(TestJwks.Utf8(Jwks), null);
    }
}
