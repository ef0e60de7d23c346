using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Verifier.Conformance.Replay;

/// <summary>Never twice, whatever becomes of the policy and the clock in between. For hosts whose clock can be moved.</summary>
public abstract class ReplayTimeSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task A_widened_policy_revives_no_proof()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["dpop"] = new JsonObject { ["proofLifetimeSeconds"] = 10 });
        Ask ask = Once(scene);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        world.Clock.Advance(TimeSpan.FromSeconds(200));
        Assert.Equal(Allowed, (await scene.AskProofAsync()).Outcome);
        Assert.Equal("proof_iat_too_old", (await scene.AskAsync(ask)).Outcome);

        await scene.PutAsync(settings => settings["dpop"] = new JsonObject { ["proofLifetimeSeconds"] = 3600 });
        Assert.Contains((await scene.AskAsync(ask)).Outcome, (string[])["replay_fence", "proof_replayed"]);
    }

    [Theory]
    [InlineData("off", "required")]
    [InlineData("required", "off")]
    public async Task A_switched_nonce_mode_revives_no_proof(string before, string after)
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = before });
        string token = scene.BoundToken();
        string nonce = await scene.NonceAsync();

        // The client's clock is an hour ahead, which a nonce forgives.
        Ask ask = scene.DPoP(token, scene.Proof(token, proof => proof.Claims["iat"] = scene.Now + 3600, nonce));
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        await scene.PutAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = after });
        Assert.Equal("proof_replayed", (await scene.AskAsync(ask)).Outcome);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("required")]
    public async Task An_expired_nonce_with_an_iat_that_is_fresh_by_now_revives_no_proof(string after)
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = "required" });
        string token = scene.BoundToken(t => t.ValidFor(TimeSpan.FromDays(1)));
        Ask ask = scene.DPoP(token, scene.Proof(token, proof => proof.Claims["iat"] = scene.Now + 3500, await scene.NonceAsync()));
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        await scene.PutAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = after, ["proofLifetimeSeconds"] = 3600 });
        foreach (int later in (int[])[200, 101, 3200, 100])
        {
            world.Jump(later);
            Assert.Contains((await scene.AskAsync(ask)).Outcome, (string[])["nonce_invalid", "proof_replayed"]);
        }
    }

    [Fact]
    public async Task A_clock_set_back_revives_no_proof()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Ask ask = Once(scene);
        DateTimeOffset used = world.Clock.GetUtcNow();
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        world.Clock.Advance(TimeSpan.FromSeconds(2000));
        Assert.Equal(Allowed, (await scene.AskProofAsync()).Outcome);

        world.Clock.SetUtcNow(used.AddSeconds(1));
        Assert.Contains((await scene.AskAsync(ask)).Outcome, (string[])["replay_fence", "proof_replayed"]);

        // Who has the nonce that is sent along goes on at once.
        Answered fenced = await scene.AskProofAsync();
        Assert.Equal("replay_fence", fenced.Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: fenced.Nonce)).Outcome);
    }

    [Fact]
    public async Task A_proof_of_a_tenant_that_was_removed_and_made_anew_is_not_new()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        Ask ask = Once(scene);
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        await scene.Host.DeleteTenantAsync(scene.Tenant);
        await scene.PutAsync();
        Assert.Equal("proof_replayed", (await scene.AskAsync(ask)).Outcome);
    }

    [Fact]
    public void Whatever_happens_no_proof_passes_twice()
    {
        Gen<int> step = Gen.Choose(0, 99);
        Prop.ForAll(
            step.ListOf(40).ToArbitrary(),
            steps => Task.Run(() => PlayAsync([.. steps])).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static Ask Once(Scene scene)
    {
        string token = scene.BoundToken(t => t.ValidFor(TimeSpan.FromDays(1)));
        return scene.DPoP(token, scene.Proof(token));
    }

    private async Task<bool> PlayAsync(int[] steps)
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        string token = scene.BoundToken(t =>
        {
            t.Claims["iat"] = 0;
            t.Claims["exp"] = 4_000_000_000;
        });
        List<Ask> sent = [];
        HashSet<Ask> passed = [];
        string? nonce = null;
        foreach (int step in steps)
        {
            switch (step)
            {
                case < 40:
                    Ask ask = step % 2 == 0 || sent.Count == 0
                        ? scene.DPoP(token, scene.Proof(token, proof => proof.Claims["iat"] = scene.Now + ((step - 20) * 20), step % 3 == 0 ? nonce : null))
                        : sent[(step * 7) % sent.Count];
                    Answered answer = await scene.AskAsync(ask);
                    nonce = answer.Nonce ?? nonce;
                    if (answer.Allowed && !passed.Add(ask))
                    {
                        return false;
                    }

                    sent.Add(ask);
                    break;
                case < 60:
                    world.Jump((step - 40) * 30);
                    break;
                case < 75:
                    world.Jump(-(step - 60) * 40);
                    break;
                case < 80:
                    await scene.Host.LoseLedgerAsync();
                    break;
                default:
                    await scene.PutAsync(settings => settings["dpop"] = new JsonObject
                    {
                        ["nonce"] = step % 2 == 0 ? "off" : "required",
                        ["proofLifetimeSeconds"] = ((step - 79) * 170) + 1,
                        ["clockSkewSeconds"] = (step - 80) * 15,
                    });
                    break;
            }
        }

        return true;
    }
}
