using System.Text;
using Verifier.Keys;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Verification.Tests.AccessTokens;

/// <summary>A token is known again by its signature and by what was signed: by both, and by nothing less.</summary>
public sealed class SeenTokenTests : ITenantSource, IKeySource, IReplayLedger
{
    private const long Now = 1_900_000_000;
    private readonly TestIssuer _issuer = new("https://issuer.test", TestKey.Shared("RS256"), new TestClock(DateTimeOffset.FromUnixTimeSeconds(Now)));
    private readonly KeySet _keys;
    private readonly TokenVerifier _verifier;

    public SeenTokenTests()
    {
        Index = TenantIndex.Create([Tenant("orders").Policy.ToListing()]);
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes(_issuer.Jwks().ToJsonString()), Now, out KeySet? keys, out _));
        _keys = keys!;
        _verifier = new TokenVerifier(this, this, this);
    }

    public TenantIndex Index { get; private set; }

    [Theory]
    [InlineData(null)]
    [InlineData("orders")]
    public async Task A_good_signature_under_other_claims_opens_nothing(string? tenant)
    {
        string[] good = _issuer.Token().Split('.');
        string[] other = _issuer.Token(token => token.Claims["sub"] = "admin").Split('.');

        Assert.Equal(Reason.None, (await JudgeAsync(tenant, string.Join('.', good))).Reason);
        Assert.Equal(Reason.SignatureInvalid, (await JudgeAsync(tenant, $"{good[0]}.{other[1]}.{good[2]}")).Reason);
        Assert.Equal(Reason.SignatureInvalid, (await JudgeAsync(tenant, $"{good[0]}.{good[1]}.{other[2]}")).Reason);
        Assert.Equal(Reason.TokenMalformed, (await JudgeAsync(tenant, $"{good[0]}.{good[1]}.{good[1]}.{good[2]}")).Reason);
        Assert.Equal(Reason.TokenMalformed, (await JudgeAsync(tenant, good[2])).Reason);
        Assert.Equal(Reason.None, (await JudgeAsync(tenant, string.Join('.', good))).Reason);
    }

    [Fact]
    public async Task A_token_seen_before_follows_its_issuer_to_another_tenant()
    {
        string token = _issuer.Token();
        Assert.Equal("orders", (await JudgeAsync(null, token)).Tenant);
        Assert.Equal("orders", (await JudgeAsync(null, token)).Tenant);

        Index = TenantIndex.Create([Tenant("bills").Policy.ToListing()]);
        Assert.Equal("bills", (await JudgeAsync(null, token)).Tenant);

        Index = TenantIndex.Empty;
        Assert.Equal(Reason.IssuerUnknown, (await JudgeAsync(null, token)).Reason);
    }

    public ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken) => new(Tenant(tenant));

    public ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken) => new(_keys);

    public ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken) => new(_keys);

    public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken) => new(default(ReplayAnswer));

    public LifeId LifeToName(ulong key, long now) => default;

    private static TenantSnapshot Tenant(string name)
    {
        byte[] settings = Encoding.UTF8.GetBytes("""{"issuers":["https://issuer.test"],"audiences":["https://api.test"]}""");
        Assert.True(TenantPolicy.TryCreate(name, settings, new FetchRules(false), out TenantPolicy? policy, out _));
        return new TenantSnapshot(policy, 1, RevocationSet.Empty, NonceRing.Create(Now));
    }

    private async Task<Verdict> JudgeAsync(string? tenant, string token)
        => await _verifier.VerifyAsync(new AccessRequest { Tenant = tenant, Authorization = HeaderField.From($"Bearer {token}") }, Now, CancellationToken.None);
}
