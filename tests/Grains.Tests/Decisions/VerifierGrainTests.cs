using Verifier.Testing;

namespace Verifier.Grains.Tests.Decisions;

public sealed class VerifierGrainTests
{
    [Fact]
    public async Task Another_application_of_the_cluster_has_the_whole_decision_in_one_call()
    {
        TestClock clock = new();
        await using LoopbackIssuer server = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Time = clock });
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, clock);
        TestTenant tenant = new(server, clock);
        await tenant.PutAsync(cluster.Client);
        IVerifierGrain verifier = cluster.Orleans.Client.GetGrain<IVerifierGrain>(0);

        VerifyAnswer allowed = await verifier.VerifyAsync(new VerifyRequest { Tenant = tenant.Name, Authorization = [$"Bearer {tenant.Token()}"] });
        Assert.True(allowed.Allowed);
        Assert.Equal(("somebody", 200, "Bearer"), (allowed.Subject, allowed.Status, allowed.Scheme));

        VerifyAnswer refused = await verifier.VerifyAsync(new VerifyRequest { Tenant = tenant.Name, Authorization = ["Bearer nonsense"], Scopes = ["read"] });
        Assert.Equal((false, "token_malformed", 401), (refused.Allowed, refused.Reason, refused.Status));
        Assert.NotEmpty(refused.Challenges);

        _ = await Assert.ThrowsAsync<ArgumentException>(async () => await verifier.VerifyAsync(new VerifyRequest { Scopes = ["two words"] }));
    }
}
