using Microsoft.Extensions.Logging;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Keys;

/// <summary>How the rings of one process get keys: a fetch always ends, in time and with an answer.</summary>
internal sealed class KeyFetching(IKeyFetcher fetcher, TimeProvider clock, ILogger logger, CancellationToken stopping)
{
    // The fetcher bounds itself; this is for one that does not, because until its fetch has ended an issuer gets no other.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private int _underWay;

    public ILogger Logger => logger;

    /// <summary>How many fetches are under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public void Begun() => _ = Interlocked.Increment(ref _underWay);

    public void Ended() => _ = Interlocked.Decrement(ref _underWay);

    public bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Unix seconds.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The issuer's key set, or why there is none.</summary>
    public async Task<(KeySet? Keys, string Fault)> FetchAsync(IssuerPolicy issuer)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            KeyFetch fetch = await fetcher.FetchAsync(issuer, abandoned.Token).AsTask().WaitAsync(Limit, clock, stopping);
            if (fetch.Fault is not null)
            {
                return (null, fetch.Fault);
            }

            return KeySet.TryRead(fetch.Jwks.Span, Now, out KeySet? keys, out string? fault) ? (keys, "") : (null, fault ?? "");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, "this process is stopping");
        }
        catch (TimeoutException)
        {
            await abandoned.CancelAsync();
            return (null, $"the fetch was not done within {Limit.TotalSeconds:0} s");
        }
        catch (Exception bug)
        {
            // A fetcher answers with its faults; but if one throws, callers must not wait for ever.
            Log.FetcherThrew(logger, bug, issuer.Issuer);
            return (null, $"the fetch ended with a {bug.GetType().Name}");
        }
    }
}
