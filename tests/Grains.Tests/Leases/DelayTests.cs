using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Grains.Leases;
using Verifier.Tenants;
using Verifier.Testing;
using Xunit.Abstractions;

namespace Verifier.Grains.Tests.Leases;

/// <summary>How long after it was asked for a change is in force at the last of four front ends: measured and told, not judged. <c>VERIFIER_DELAY_SAMPLES</c> says how often.</summary>
public sealed class DelayTests(ITestOutputHelper output)
{
    private static readonly int Samples = int.Parse(Environment.GetEnvironmentVariable("VERIFIER_DELAY_SAMPLES") ?? "2", CultureInfo.InvariantCulture);

    // For what takes seconds: ends a hung run and measures nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_changes_is_in_force_at_every_front_end_with_the_push_and_without_it(bool isPushLost)
    {
        await using LoopbackIssuer server = await LoopbackIssuer.StartAsync();
        CallCut pushes = new();
        if (isPushLost)
        {
            pushes.Cut(callee => callee is IFrontEnd);
        }

        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(3, changeSilo: silo => silo.AddOutgoingGrainCallFilter(pushes));
        TestTenant tenant = new(server, TimeProvider.System);
        await tenant.PutAsync(cluster.Client);
        Run run = new(cluster, tenant, isPushLost);

        output.WriteLine(await run.MeasureAsync("revocation", Reason.TokenRevoked, RevokeAsync, () => Task.CompletedTask));
        output.WriteLine(await run.MeasureAsync(
            "policy", Reason.TokenAudienceMismatch, token => tenant.PutAsync(cluster.Client, settings => settings["audiences"] = new JsonArray("https://other.test")), () => tenant.PutAsync(cluster.Client)));
        output.WriteLine(await run.MeasureAsync("key withdrawn and refresh asked for", Reason.KeyUnknown, WithdrawAsync, () => Task.CompletedTask));

        async Task RevokeAsync(string token)
        {
            JsonObject claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();
            byte[] revocation = Encoding.UTF8.GetBytes(new JsonObject { ["jti"] = claims["jti"]!.GetValue<string>() }.ToJsonString());
            Assert.True(Revocation.TryCreate(revocation, tenant.Policy(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), out Revocation? read, out _));
            Assert.Equal(TenantOutcome.Created, await cluster.Client.Administration.RevokeAsync(tenant.Name, read, "test", CancellationToken.None));
        }

        async Task WithdrawAsync(string token)
        {
            _ = tenant.Issuer.Rotate(keepOld: false);
            Assert.NotNull(await cluster.Client.Keys.RefreshAsync(tenant.Policy(), CancellationToken.None));
        }
    }

    private sealed class Run(VerifierTestCluster cluster, TestTenant tenant, bool isPushLost)
    {
        public async Task<string> MeasureAsync(string what, Reason refusal, Func<string, Task> change, Func<Task> undo)
        {
            List<double> delays = [];
            for (int i = 0; i < Samples; i++)
            {
                string token = tenant.Token(spec => spec.Claims["jti"] = Guid.NewGuid().ToString());
                _ = await Task.WhenAll(cluster.FrontEnds.Select(frontEnd => UntilAsync(frontEnd, token, Reason.None)));

                // At any time of a lease's life, not always at the same.
                await Task.Delay(Random.Shared.Next(isPushLost ? 2500 : 50));
                Stopwatch watch = Stopwatch.StartNew();
                Task changed = change(token);
                _ = await Task.WhenAll(cluster.FrontEnds.Select(frontEnd => UntilAsync(frontEnd, token, refusal)));
                delays.Add(watch.Elapsed.TotalMilliseconds);
                await changed;
                await undo();
            }

            delays.Sort();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{what}, {(isPushLost ? "push lost" : "push")}: median {delays[delays.Count / 2]:0.0} ms, p99 {delays[(int)Math.Ceiling(delays.Count * 0.99) - 1]:0.0} ms, of {delays.Count}");
        }

        private async Task<bool> UntilAsync(FrontEndServices frontEnd, string token, Reason reason)
        {
            for (Stopwatch watch = Stopwatch.StartNew(); (await tenant.BearerAsync(frontEnd, token)).Reason != reason;)
            {
                Assert.True(watch.Elapsed < Patience, $"It is not {reason}, but {(await tenant.BearerAsync(frontEnd, token)).Reason}.");
                await Task.Delay(1);
            }

            return true;
        }
    }
}
