using Verifier.Testing;

namespace Verifier.Grains.Tests.Leases;

public sealed class CallTests
{
    [Fact]
    public async Task A_Bearer_decision_costs_no_call_between_processes_and_one_with_a_proof_costs_one()
    {
        TestClock clock = new();
        await using LoopbackIssuer server = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Time = clock });
        CallCut line = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, clock, changeClient: client => client.AddOutgoingGrainCallFilter(line));
        TestTenant tenant = new(server, clock);
        await tenant.PutAsync(cluster.Client);
        Assert.True((await tenant.BearerAsync(cluster.Client, tenant.Token())).IsAllowed);
        Assert.True((await tenant.DPoPAsync(cluster.Client)).IsAllowed);

        line.Passed.Clear();
        string seen = tenant.Token();
        for (int i = 0; i < 10; i++)
        {
            Assert.True((await tenant.BearerAsync(cluster.Client, seen)).IsAllowed);
            Assert.True((await tenant.BearerAsync(cluster.Client, tenant.Token())).IsAllowed);
        }

        Assert.Empty(line.Passed);
        for (int i = 0; i < 10; i++)
        {
            Assert.True((await tenant.DPoPAsync(cluster.Client)).IsAllowed);
        }

        Assert.Equal(10, Assert.Single(line.Passed).Value);
    }
}
