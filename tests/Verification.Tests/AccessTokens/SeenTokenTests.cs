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

    [Fact]
    public async Task Flood_of_bad_signatures_a_token_at_first_sight_waits_in_the_queue_and_one_seen_before_does_not()
    {
        Queue queue = new();
        TokenVerifier verifier = new(this, this, this, newcomersWait: true);
        string good = _issuer.Token();
        string[] other = _issuer.Token().Split('.');

        Assert.Equal(Reason.None, (await queue.RunAsync(() => Ask(good), expectedToWait: true)).Reason);
        Assert.Equal(Reason.SignatureInvalid, (await queue.RunAsync(() => Ask($"{other[0]}.{other[1]}.{good.Split('.')[2]}"), expectedToWait: true)).Reason);
        Assert.Equal(Reason.None, (await queue.RunAsync(() => Ask(good), expectedToWait: false)).Reason);
        Assert.Equal(Reason.IssuerUnknown, (await queue.RunAsync(() => Ask(new TestIssuer("https://other.test", TestKey.Shared("RS256")).Token()), expectedToWait: false)).Reason);

        ValueTask<Verdict> Ask(string token)
            => verifier.VerifyAsync(new AccessRequest { Tenant = "orders", Authorization = HeaderField.From($"Bearer {token}") }, Now, CancellationToken.None);
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

    /// <summary>Stands for the thread pool's queue: what is put into it is run when the test says so.</summary>
    private sealed class Queue : SynchronizationContext
    {
        private (SendOrPostCallback Work, object? State)? _waiting;

        public override void Post(SendOrPostCallback d, object? state) => _waiting = (d, state);

        public async Task<Verdict> RunAsync(Func<ValueTask<Verdict>> asking, bool expectedToWait)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            ValueTask<Verdict> pending = asking();
            Assert.Equal(expectedToWait, !pending.IsCompleted);
            if (_waiting is { } waiting)
            {
                _waiting = null;
                waiting.Work(waiting.State);
            }

            SetSynchronizationContext(before);
            Assert.True(pending.IsCompleted);
            return await pending;
        }
    }
}
