using Verifier.Keys;
using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.Verification.Tests;

public sealed class TenantCachesTests
{
    private const long Now = 1_800_000_000;

    [Fact]
    public async Task Tenants_that_come_and_go_leave_nothing_behind()
    {
        ComingAndGoing tenants = new();
        TokenVerifier verifier = new(tenants, new NoKeys(), new NoLedger());
        for (int i = 0; i < 100; i++)
        {
            tenants.Only($"tenant-{i}");
            AccessRequest request = new() { Tenant = $"tenant-{i}", Authorization = HeaderField.From("Bearer a.b.c") };
            Assert.Equal(Reason.TokenMalformed, (await verifier.VerifyAsync(request, Now, CancellationToken.None)).Reason);
        }

        Assert.Equal(1, verifier.Remembered);
    }

    private sealed class ComingAndGoing : ITenantSource
    {
        private TenantSnapshot? _only;

        public TenantIndex Index { get; private set; } = TenantIndex.Empty;

        public void Only(string name)
        {
            TenantSettings settings = new() { Issuers = [new IssuerSettings("https://login.acme.com/")], Audiences = ["https://api.acme.com"] };
            Assert.True(TenantPolicy.TryCreate(name, settings, new FetchRules(AllowHttpLoopback: false), out TenantPolicy? policy, out _));
            _only = new TenantSnapshot(policy, 1, RevocationSet.Empty, NonceRing.Create(Now));
            Index = TenantIndex.Create([policy.ToListing()]);
        }

        public ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken) => new(_only);
    }

    private sealed class NoKeys : IKeySource
    {
        public ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken) => default;

        public ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken) => default;
    }

    private sealed class NoLedger : IReplayLedger
    {
        public ValueTask<ReplayAnswer> TryRecordAsync(ProofUse use, CancellationToken cancellationToken) => new(new ReplayAnswer(Reason.ReplayUnavailable, default));

        public LifeId LifeToName(ulong key, long now) => default;
    }
}
