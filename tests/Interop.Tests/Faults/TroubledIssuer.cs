using System.Diagnostics;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Faults;

/// <summary>An issuer on loopback with one trouble, again and again; or with none.</summary>
internal sealed class TroubledIssuer : IAsyncDisposable
{
    // A verifier that has just asked for a key does so again after 10 s.
    private static readonly TimeSpan CoolDown = TimeSpan.FromSeconds(12);

    // How long it may take until clients get through again: the cool-down, a fetch that ran into the trouble just before it ended, a restart, and a slow machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly LoopbackIssuer _issuer;
    private readonly Trouble? _trouble;

    private TroubledIssuer(LoopbackIssuer issuer, Trouble? trouble) => (_issuer, _trouble) = (issuer, trouble);

    public string Url => _issuer.Url;

    public TestKey CurrentKey => _issuer.Issuer.CurrentKey;

    /// <summary>Nothing is ever wrong with it, so its clients may feel nothing of what is wrong elsewhere.</summary>
    public bool IsCalm => _trouble is null;

    public static async Task<TroubledIssuer> StartAsync(Trouble? trouble)
    {
        var issuer = await LoopbackIssuer.StartAsync();
        issuer.Issuer.Audience = InteropFixture.Api;
        return new TroubledIssuer(issuer, trouble);
    }

    public string Token(Action<TokenSpec> change) => _issuer.Issuer.Token(change);

    /// <summary>What is counted each time that it was asked for its keys in the middle of its trouble; an issuer that is down cannot count that.</summary>
    public static string AskedWhileIt(string trouble) => $"fetch from an issuer that {trouble}";

    /// <summary>
    /// Gets into trouble for a while, and has new keys then, so that the verifiers have to ask; afterwards clients of each verifier have to get through. At least once.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<HonestCaller> clients, TimeSpan longest, FaultReport report, CancellationToken end)
    {
        if (_trouble is null)
        {
            return;
        }

        do
        {
            var fetches = _issuer.DiscoveryFetches;
            await _trouble.Begin(_issuer);
            _ = _issuer.Issuer.Rotate(keepOld: Random.Shared.Next(2) == 0);
            await Task.WhenAny(_issuer.WhenAsync(issuer => issuer.DiscoveryFetches > fetches, end), Wait.BetweenAsync(CoolDown, CoolDown, end));
            await Wait.BetweenAsync(longest / 4, longest, end);
            if (_issuer.DiscoveryFetches > fetches)
            {
                report.Count(AskedWhileIt(_trouble.Name));
            }

            await _trouble.End(_issuer);
            report.Count($"an issuer {_trouble.Name}");
            await Task.WhenAll(clients.Select(client => RecoverAsync(client, _trouble.Name, report)));
        }
        while (!end.IsCancellationRequested);
    }

    public ValueTask DisposeAsync() => _issuer.DisposeAsync();

    private static async Task RecoverAsync(HonestCaller client, string trouble, FaultReport report)
    {
        var began = Stopwatch.GetTimestamp();
        if (!await client.GetThroughAsync(Patience))
        {
            report.Violated($"after an issuer that {trouble} honest clients did not get through for {Patience.TotalSeconds} s");
        }

        report.Took($"until honest clients got through after an issuer that {trouble}", Stopwatch.GetElapsedTime(began));
    }
}
