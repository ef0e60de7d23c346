using System.Text;
using Verifier.Keys;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Verification.Tests;

/// <summary>Tenants' caches are apart, also where two tenants' policies happen to have the same version, as in a cluster.</summary>
public sealed class TenantsApartTests : ITenantSource, IKeySource, IReplayLedger
{
    private const long Now = 1_900_000_000;
    private readonly TestIssuer _issuer = new("https://issuer.test", time: new TestClock(DateTimeOffset.FromUnixTimeSeconds(Now)));
    private readonly KeySet _keys;

    public TenantsApartTests()
    {
        Index = TenantIndex.Create([Tenant("orders").Policy.ToListing(), Tenant("bills").Policy.ToListing()]);
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes(_issuer.Jwks().ToJsonString()), Now, out KeySet? keys, out _));
        _keys = keys!;
    }

    public TenantIndex Index { get; }

    [Fact]
    public async Task A_token_that_one_tenant_has_verified_is_judged_by_the_rules_of_the_other()
    {
        TokenVerifier verifier = new(this, this, this);
        string token = _issuer.Token(t => t.Claims["aud"] = "https://orders.test");
        Assert.Equal(Reason.None, await JudgeAsync(verifier, "orders", token));
        Assert.Equal(Reason.TokenAudienceMismatch, await JudgeAsync(verifier, "bills", token));
        Assert.Equal(Reason.None, await JudgeAsync(verifier, "orders", token));
    }

    public ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken) => new(Tenant(tenant));

    public ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken) => new(_keys);

    public ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken) => new(_keys);

    public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken) => new(default(ReplayAnswer));

    public LifeId LifeToName(ulong key, long now) => default;

    private static TenantSnapshot Tenant(string name)
    {
        byte[] settings = Encoding.UTF8.GetBytes($$"""{"issuers":["https://issuer.test"],"audiences":["https://{{name}}.test"]}""");
        Assert.True(TenantPolicy.TryCreate(name, settings, new FetchRules(false), out TenantPolicy? policy, out _));
        return new TenantSnapshot(policy, 1, RevocationSet.Empty, NonceRing.Create(Now));
    }

    private static async Task<Reason> JudgeAsync(TokenVerifier verifier, string tenant, string token)
    {
        Verdict verdict = await verifier.VerifyAsync(new AccessRequest { Tenant = tenant, Authorization = HeaderField.From($"Bearer {token}") }, Now, CancellationToken.None);
        return verdict.Reason;
    }
}
