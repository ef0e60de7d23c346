using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.Keys;
using Verifier.Standalone;
using Verifier.Telemetry;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Page;

/// <summary>The one-process host in this process, after an hour of work that took no hour: for pictures. Its issuers have real names, and answer without a network.</summary>
internal sealed class BusyHost : IAsyncDisposable
{
    public const string AdminKey = "picture-0123456789-0123456789-0123456789";
    private const string Orders = "https://api.acme.example/orders";

    private const int Spans = 366;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(DecisionStatistics.SpanSeconds);

    private readonly PastClock _clock = new(Spans * Span);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IssuersInMemory _issuers;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("verifier-pictures-");
    private readonly TestKey _proofKey = TestKey.Create();

    // Always the same picture, as far as a picture of measured times can be.
    private readonly Random _random = new(7);
    private readonly Dictionary<string, (string Token, int Until)> _tokens = [];
    private WebApplication _app = null!;
    private Task _working = Task.CompletedTask;
    private string? _proof;

    private BusyHost() => _issuers = new IssuersInMemory(_clock);

    public Uri Address => new(_app.Urls.First());

    public static async Task<BusyHost> StartAsync()
    {
        var host = new BusyHost();
        if (!StandaloneHost.TryBuild([], host.Configure, out var app, out var faults))
        {
            throw new InvalidOperationException(string.Join('\n', faults));
        }

        host._app = app!;
        await app!.StartAsync();
        return host;
    }

    /// <summary>An hour goes by; then the work goes on as it comes.</summary>
    public async Task WorkAsync()
    {
        for (var span = 0; _clock.GetUtcNow() + Span < TimeProvider.System.GetUtcNow(); span++)
        {
            await WorkAsync(span, 1);
            _clock.MoveOn(Span);
        }

        var done = _clock.GetUtcNow();
        _clock.Run();
        _working = Task.Run(async () =>
        {
            while (!_stopping.IsCancellationRequested)
            {
                var now = _clock.GetUtcNow();
                await WorkAsync(Spans, (now - done) / Span);
                done = now;
                await Task.Delay(250, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    /// <summary>An issuer rotates its keys, and its clients come with tokens of the new one.</summary>
    public Task RotateAsync()
    {
        var issuer = _issuers["https://login.acme.example/"];
        _ = issuer.Rotate(keepOld: true, TestKey.Create("ES256", "2026-11"));
        return DecideAsync("acme", issuer.Token());
    }

    /// <summary>A request whose proof was made for the address behind the proxy.</summary>
    public (string Authorization, string Proof) RequestBehindProxy()
    {
        var token = _issuers["https://login.acme.example/"].Token(spec => spec.BoundTo(_proofKey));
        return ($"DPoP {token}", DPoPProof.Create(_proofKey, "GET", "http://10.0.0.7:8080/orders", token, time: _clock));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task WorkAsync(int span, double share)
    {
        const string Login = "https://login.acme.example/", Auth0 = "https://acme.eu.auth0.example/", Shop = "https://id.globex.example/realms/shop";
        _issuers.Down = span is > 340 ? Shop : null;
        var wave = 1 + (0.35 * Math.Sin(span / 40d)) + (span is > 200 and < 290 ? 0.5 * Math.Sin((span - 200) * Math.PI / 90) : 0);
        await TimesAsync(share * 260 * wave, () => DecideAsync("acme", Token(Login, span)));
        await TimesAsync(share * 90 * wave, () => DecideAsync("acme", Token(Auth0, span)));
        await TimesAsync(share * 70 * wave, () => DecideAsync("globex", Token(Shop, span)));
        await TimesAsync(share * 4 * wave, () => ProveAsync(span));
        await TimesAsync(share * (span is > 120 and < 150 ? 60 : 9), () => DecideAsync("acme", Expired(Login)));
        await TimesAsync(share * 6 * wave, () => DecideAsync("globex", Token(Shop, span), ["write:orders"]));
        await TimesAsync(share * (span is > 240 and < 262 ? 34 : 1), ReplayAsync);
        await TimesAsync(share * (span % 5 == 0 ? 3 : 0), () => DecideAsync("acme", _issuers[Auth0].Token(token => token.Header["kid"] = $"made-up-{_random.Next()}")));
        await TimesAsync(share * (span is > 300 and < 318 ? 22 : 0), () => DecideAsync("globex", _issuers[Shop].Token(token => token.Claims["aud"] = "https://other.example")));
    }

    private async Task TimesAsync(double often, Func<Task> work)
    {
        // What is less than one comes now and then.
        for (var i = (often * (0.9 + (0.2 * _random.NextDouble()))) + _random.NextDouble(); i >= 1; i--)
        {
            await work();
        }
    }

    private string Token(string issuer, int span)
    {
        if (!_tokens.TryGetValue(issuer, out var held) || held.Until <= span)
        {
            _tokens[issuer] = held = (_issuers[issuer].Token(), span + 20);
        }

        return held.Token;
    }

    private string Expired(string issuer) => _tokens.TryGetValue("expired", out var held) ? held.Token
        : (_tokens["expired"] = (_issuers[issuer].Token(token => token.ValidFor(TimeSpan.FromMinutes(-5))), 0)).Token;

    private Task DecideAsync(string tenant, string token, string[]? scopes = null)
    {
        _ = AccessDemand.TryCreate(scopes, null, null, null, null, out var demand, out _);
        return DecideAsync(new AccessRequest { Tenant = tenant, Authorization = HeaderField.From($"Bearer {token}"), Demand = demand });
    }

    private Task ProveAsync(int span)
    {
        var key = $"bound {span / 20}";
        if (!_tokens.TryGetValue(key, out var held))
        {
            _tokens[key] = held = (_issuers["https://login.acme.example/"].Token(token => token.BoundTo(_proofKey)), 0);
        }

        _proof = DPoPProof.Create(_proofKey, "GET", Orders, held.Token, time: _clock);
        return SendAsync(held.Token, _proof);
    }

    private Task ReplayAsync() => _proof is null ? Task.CompletedTask : SendAsync(_tokens.Last(token => token.Key.StartsWith("bound", StringComparison.Ordinal)).Value.Token, _proof);

    private Task SendAsync(string token, string proof) => DecideAsync(new AccessRequest
    {
        Tenant = "acme",
        Authorization = HeaderField.From($"DPoP {token}"),
        DPoP = HeaderField.From(proof),
        Method = "GET",
        Url = Orders,
    });

    private async Task DecideAsync(AccessRequest request) =>
        _ = await _app.Services.GetRequiredService<DecisionMeter>().VerifyAsync(request, _clock.GetUtcNow().ToUnixTimeSeconds(), default);

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Verifier:Admin:Keys:picture"] = AdminKey,
            ["Verifier:DataDirectory"] = _data.FullName,
            ["Verifier:Tenants:acme:issuers:0"] = "https://login.acme.example/",
            ["Verifier:Tenants:acme:issuers:1"] = "https://acme.eu.auth0.example/",
            ["Verifier:Tenants:acme:audiences:0"] = "https://api.acme.example",
            ["Verifier:Tenants:acme:publicOrigin"] = "https://api.acme.example",
            ["Verifier:Tenants:globex:issuers:0"] = "https://id.globex.example/realms/shop",
            ["Verifier:Tenants:globex:audiences:0"] = "https://api.acme.example",
            ["Verifier:Tenants:globex:keys:refreshSeconds"] = "120",
        });
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton<IKeyFetcher>(_issuers);
        builder.Logging.ClearProviders();
    }

    private sealed class IssuersInMemory(TimeProvider clock) : IKeyFetcher
    {
        private readonly ConcurrentDictionary<string, TestIssuer> _all = new();

        public string? Down { get; set; }

        public TestIssuer this[string issuer] => _all.GetOrAdd(issuer, name => new TestIssuer(name, TestKey.Create(name.Contains("auth0", StringComparison.Ordinal) ? "RS256" : "ES256", name.Contains("auth0", StringComparison.Ordinal) ? "kQ3vZ0b1" : "2026-08"), clock)
        {
            Audience = "https://api.acme.example",
        });

        public ValueTask<KeyFetch> FetchAsync(IssuerPolicy issuer, CancellationToken cancellationToken) => new(issuer.Issuer == Down
            ? KeyFetch.Failed("its metadata could not be fetched: 503 Service Unavailable")
            : new KeyFetch(Encoding.UTF8.GetBytes(this[issuer.Issuer].Jwks().ToJsonString()), null));
    }
}
