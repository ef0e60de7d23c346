using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore;
using Verifier.AspNetCore.Configuration;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Bench.Core;

/// <summary>A verifier with the owners of one process, as a host registers them; only the keys do not come over a network.</summary>
internal sealed class Workbench : IKeyFetcher
{
    public const string Audience = "https://api.bench.test";
    public const string Url = "https://api.bench.test/orders/17";
    public const string Method = "GET";
    public const string Scope = "read:orders";

    private readonly ServiceProvider _services;
    private readonly byte[] _jwks;

    /// <summary>One tenant of one issuer.</summary>
    public Workbench(string algorithm = "ES256")
        : this(TestKey.Create(algorithm))
    {
    }

    /// <summary>These tenants, or one of one issuer; all issuers have the same key.</summary>
    public Workbench(TestKey key, IReadOnlyList<TenantPolicy>? tenants = null)
    {
        Issuer = IssuerOf("https://issuer.bench.test", key);
        _jwks = Encoding.UTF8.GetBytes(Issuer.Jwks().ToJsonString());
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IKeyFetcher>(this)
            .AddVerifierCore(new VerifierSetup { Tenants = tenants ?? [Policy("bench", Issuer.Issuer)], AssumeFirstStart = true })
            .BuildServiceProvider();
        Verifier = Forgetful();
        Demand = AccessDemand.TryCreate([Scope], null, null, null, null, out AccessDemand demand, out _) ? demand : throw new InvalidOperationException();
    }

    public TestIssuer Issuer { get; }

    /// <summary>With everything done on the thread that asks, whose time is measured.</summary>
    public TokenVerifier Verifier { get; }

    public AccessDemand Demand { get; }

    public TenantSnapshot Tenant => _services.GetRequiredService<ITenantSource>().GetAsync("bench", default).Result!;

    public IReplayLedger Ledger => _services.GetRequiredService<IReplayLedger>();

    public IKeySource Keys => _services.GetRequiredService<IKeySource>();

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public static TenantPolicy Policy(string name, params string[] issuers)
    {
        TenantSettings settings = new()
        {
            Issuers = [.. issuers.Select(issuer => new IssuerSettings(issuer))],
            Audiences = [Audience],
            Replay = new ReplaySettings { Budget = 100_000_000 },
        };
        return TenantPolicy.TryCreate(name, settings, new FetchRules(AllowHttpLoopback: false), out TenantPolicy? policy, out IReadOnlyList<string> faults)
            ? policy
            : throw new InvalidOperationException(string.Join('\n', faults));
    }

    /// <summary>A verifier that remembers nothing yet, with the same owners.</summary>
    public TokenVerifier Forgetful() => new(_services.GetRequiredService<ITenantSource>(), _services.GetRequiredService<IKeySource>(), Ledger);

    public static TestIssuer IssuerOf(string url, TestKey key) => new(url, key) { Audience = Audience, Scope = Scope };

    public string Token(TestKey? boundTo = null, Action<TokenSpec>? change = null) => Token(Issuer, boundTo, change);

    /// <summary>Good for longer than any run.</summary>
    public static string Token(TestIssuer issuer, TestKey? boundTo = null, Action<TokenSpec>? change = null) => issuer.Token(token =>
    {
        _ = token.ValidFor(TimeSpan.FromHours(12));
        if (boundTo is not null)
        {
            _ = token.BoundTo(boundTo);
        }

        change?.Invoke(token);
    });

    public AccessRequest Bearer(string header) => new()
    {
        Authorization = HeaderField.From(header),
        Tenant = "bench",
        Demand = Demand,
    };

    public AccessRequest DPoP(string header, string proof) => new()
    {
        Authorization = HeaderField.From(header),
        DPoP = HeaderField.From(proof),
        Method = Method,
        Url = Url,
        Tenant = "bench",
        Demand = Demand,
    };

    /// <summary>The answer, which must be there at once.</summary>
    public static Verdict Judge(TokenVerifier verifier, AccessRequest request, Reason expected = Reason.None)
    {
        ValueTask<Verdict> judged = verifier.VerifyAsync(request, Now, CancellationToken.None);
        Verdict verdict = judged.IsCompletedSuccessfully ? judged.Result : judged.AsTask().GetAwaiter().GetResult();
        return verdict.Reason == expected ? verdict : throw new InvalidOperationException($"{verdict.Reason} instead of {expected}.");
    }

    public ValueTask<KeyFetch> FetchAsync(IssuerPolicy issuer, CancellationToken cancellationToken)
        => new(new KeyFetch(_jwks, null));
}
