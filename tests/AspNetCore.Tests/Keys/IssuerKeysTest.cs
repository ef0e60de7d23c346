using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>The keys' owner with an issuer and a clock that do as told.</summary>
public abstract class IssuerKeysTest : IDisposable
{
    protected IssuerKeysTest() => Keys = new IssuerKeys(Fetcher, Clock, Logger);

    private protected static IssuerPolicy Issuer { get; } = new("https://issuer.example", IsInternal: false);

    private protected static TenantPolicy Acme { get; } = TestTenant.Of("acme", Issuer);

    private protected TestClock Clock { get; } = new();

    private protected ScriptedFetcher Fetcher { get; } = new();

    private protected RecordingLogger Logger { get; } = new();

    private protected IssuerKeys Keys { get; }

    public void Dispose()
    {
        Keys.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ValueTask<KeySet?> GetAsync() => Keys.GetAsync(Acme, Issuer, CancellationToken.None);

    private protected ValueTask<KeySet?> AskAsync(KeySet known) => Keys.AskAsync(Acme, Issuer, known, CancellationToken.None);

    /// <summary>What a request gets that does not wait.</summary>
    private protected KeySet? GetAtOnce()
    {
        Task<KeySet?> keys = GetAsync().AsTask();
        Assert.True(keys.IsCompletedSuccessfully);
        return keys.Result;
    }

    /// <summary>Keys that were fetched, and the log entry that says so.</summary>
    private protected async Task<KeySet> FetchFirstAsync()
    {
        KeySet? keys = await GetAsync();
        _ = await Logger.NextAsync();
        return keys!;
    }

    /// <summary>Lets the time of many beats go by in one.</summary>
    private protected void Skip(long seconds)
    {
        Clock.SetUtcNow(DateTimeOffset.FromUnixTimeSeconds(Clock.UnixSeconds + seconds - 1));
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    /// <summary>Waits until what was set going has ended, or waits itself for the test.</summary>
    private protected async Task SettleAsync()
    {
        while (Keys.UnderWay != Fetcher.Waiting)
        {
            await Task.Yield();
        }
    }

    private protected static IEnumerable<string?> Kids(KeySet? keys) => keys!.Keys.Select(key => key.Jwk.Kid);
}
