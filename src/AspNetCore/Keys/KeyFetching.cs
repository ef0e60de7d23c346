using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.InProcess;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Keys;

/// <summary>How the rings of one process get keys: a fetch always ends, in time and with an answer.</summary>
internal sealed class KeyFetching(IKeyFetcher fetcher, TimeProvider clock, ILogger logger, IKeyStore? store, CancellationToken stopping)
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

    /// <summary>Has good keys stored, where there is a store; returns at once.</summary>
    public void Keep(string tenant, IssuerPolicy issuer, ReadOnlyMemory<byte> jwks, long fetchedAt) => store?.Keep(new StoredKeys(tenant, issuer, jwks, fetchedAt));

    /// <summary>The issuer's key set and the document that it was read from, or why there is none.</summary>
    public async Task<(KeySet? Keys, ReadOnlyMemory<byte> Jwks, string Fault)> FetchAsync(IssuerPolicy issuer)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            KeyFetch fetch = await fetcher.FetchAsync(issuer, abandoned.Token).AsTask().WaitAsync(Limit, clock, stopping);
            if (fetch.Fault is not null)
            {
                return (null, default, fetch.Fault);
            }

            return KeySet.TryRead(fetch.Jwks.Span, Now, out KeySet? keys, out string? fault) ? (keys, fetch.Jwks, "") : (null, default, fault ?? "");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return (null, default, "this process is stopping");
        }
        catch (TimeoutException)
        {
            await abandoned.CancelAsync();
            return (null, default, $"the fetch was not done within {Limit.TotalSeconds:0} s");
        }
        catch (Exception bug)
        {
            // A fetcher answers with its faults; but if one throws, callers must not wait for ever.
            Log.FetcherThrew(logger, bug, issuer.Issuer);
            return (null, default, $"the fetch ended with a {bug.GetType().Name}");
        }
    }
}
