using System.Text;
using Verifier.Keys;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Verification.Tests.AccessTokens;

/// <summary>Whoever owns the keys: a decision does not use them beyond their maximum age.</summary>
public sealed class StaleKeysTests : ITenantSource, IKeySource, IReplayLedger
{
    private const long FetchedAt = 1_900_000_000;
    private const int MaxStale = 600;
    private readonly TestIssuer _issuer = new("https://issuer.test", time: new TestClock(DateTimeOffset.FromUnixTimeSeconds(FetchedAt)));
    private readonly TenantSnapshot _tenant;
    private readonly KeySet _keys;
    private readonly string _token;

    public StaleKeysTests()
    {
        byte[] settings = Encoding.UTF8.GetBytes($$$"""{"issuers":["https://issuer.test"],"audiences":["https://api.test"],"keys":{"refreshSeconds":60,"maxStaleSeconds":{{{MaxStale}}}}}""");
        Assert.True(TenantPolicy.TryCreate("acme", settings, new FetchRules(false), out TenantPolicy? policy, out _));
        _tenant = new TenantSnapshot(policy, 1, RevocationSet.Empty, NonceRing.Create(FetchedAt));
        Index = TenantIndex.Create([policy.ToListing()]);
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes(_issuer.Jwks().ToJsonString()), FetchedAt, out KeySet? keys, out _));
        _keys = keys!;
        _token = _issuer.Token(token => token.ValidFor(TimeSpan.FromDays(1)));
    }

    public TenantIndex Index { get; }

    [Theory]
    [InlineData(MaxStale - 1, Reason.None)]
    [InlineData(MaxStale, Reason.KeysUnavailable)]
    [InlineData(MaxStale + 1, Reason.KeysUnavailable)]
    public async Task Keys_that_their_owner_hands_out_serve_until_their_maximum_age(int age, Reason reason)
    {
        TokenVerifier verifier = new(this, this, this);
        Assert.Equal(reason, await JudgeAsync(verifier, FetchedAt + age));
    }

    [Fact]
    public async Task For_a_token_seen_before_too()
    {
        TokenVerifier verifier = new(this, this, this);
        Assert.Equal(Reason.None, await JudgeAsync(verifier, FetchedAt));
        Assert.Equal(Reason.KeysUnavailable, await JudgeAsync(verifier, FetchedAt + MaxStale));
        Assert.Equal(Reason.None, await JudgeAsync(verifier, FetchedAt + MaxStale - 1));
    }

    public ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken) => new(_tenant);

    public ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken) => new(_keys);

    public ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken) => new(_keys);

    public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken) => new(default(ReplayAnswer));

    public LifeId LifeToName(ulong key, long now) => default;

    private async Task<Reason> JudgeAsync(TokenVerifier verifier, long now)
    {
        Verdict verdict = await verifier.VerifyAsync(new AccessRequest { Tenant = "acme", Authorization = HeaderField.From($"Bearer {_token}") }, now, CancellationToken.None);
        return verdict.Reason;
    }
}
