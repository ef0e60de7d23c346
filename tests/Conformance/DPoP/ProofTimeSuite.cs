using System.Text.Json.Nodes;

namespace Verifier.Conformance.DPoP;

/// <summary>Each time rule of proofs and nonces one second before its edge, at it and after it. For hosts whose clock can be moved.</summary>
public abstract class ProofTimeSuite(Stage stage) : VerifierSuite(stage)
{
    [Theory]
    [InlineData(300, 30, true)]
    [InlineData(1, 0, false)]
    [InlineData(60, 10, false)]
    [InlineData(3600, 300, false)]
    public async Task A_proof_is_good_from_its_lifetime_ago_until_the_skew_ahead(int lifetime, int skew, bool isDefault)
    {
        Scene scene = await World.SceneAsync(settings =>
        {
            if (!isDefault)
            {
                settings["dpop"] = new JsonObject { ["proofLifetimeSeconds"] = lifetime, ["clockSkewSeconds"] = skew };
            }
        });
        Task<Answered> Asking(double iat) => scene.AskProofAsync(proof => proof.Claims["iat"] = iat);

        Assert.Equal(Allowed, (await Asking(scene.Now - lifetime + 1)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene.Now - lifetime)).Outcome);
        Assert.Equal("proof_iat_too_old", (await Asking(scene.Now - lifetime - 0.5)).Outcome);
        Assert.Equal("proof_iat_too_old", (await Asking(scene.Now - lifetime - 1)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene.Now + skew - 1)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene.Now + skew)).Outcome);
        Assert.Equal("proof_iat_future", (await Asking(scene.Now + skew + 0.5)).Outcome);
        Assert.Equal("proof_iat_future", (await Asking(scene.Now + skew + 1)).Outcome);
    }

    [Fact]
    public async Task Exp_and_nbf_are_honoured_where_a_proof_has_them()
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["clockSkewSeconds"] = 10 });
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof => proof.Claims["exp"] = scene.Now - 9)).Outcome);
        Assert.Equal("proof_iat_too_old", (await scene.AskProofAsync(proof => proof.Claims["exp"] = scene.Now - 10)).Outcome);
        Assert.Equal("proof_iat_too_old", (await scene.AskProofAsync(proof => proof.Claims["exp"] = scene.Now - 11)).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof => proof.Claims["nbf"] = scene.Now + 9)).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof => proof.Claims["nbf"] = scene.Now + 10)).Outcome);
        Assert.Equal("proof_iat_future", (await scene.AskProofAsync(proof => proof.Claims["nbf"] = scene.Now + 11)).Outcome);
    }

    [Fact]
    public async Task Exp_and_nbf_are_honoured_beside_a_nonce_too()
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = "required" });
        string nonce = await scene.NonceAsync();
        Assert.Equal("proof_iat_too_old", (await scene.AskProofAsync(proof => proof.Claims["exp"] = scene.Now - 30, nonce)).Outcome);
        Assert.Equal("proof_iat_future", (await scene.AskProofAsync(proof => proof.Claims["nbf"] = scene.Now + 31, nonce)).Outcome);
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(60, 60)]
    [InlineData(3600, 300)]
    public async Task A_nonce_is_good_for_five_minutes_or_the_proofs_lifetime_if_that_is_shorter(int lifetime, int age)
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = "required", ["proofLifetimeSeconds"] = lifetime });
        string nonce = await scene.NonceAsync();
        world.Jump(age - 1);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: nonce)).Outcome);
        world.Jump(1);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: nonce)).Outcome);
        world.Jump(1);
        Assert.Equal("nonce_invalid", (await scene.AskProofAsync(nonce: nonce)).Outcome);
    }

    [Fact]
    public async Task A_nonce_that_has_expired_is_not_rescued_by_a_good_iat()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        string nonce = await scene.NonceAsync();
        world.Jump(301);
        Answered answer = await scene.AskProofAsync(nonce: nonce);
        Assert.Equal("nonce_invalid", answer.Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: answer.Nonce)).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync()).Outcome);
    }

    [Fact]
    public async Task A_nonce_from_the_future_is_good_up_to_the_skew()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = "required", ["clockSkewSeconds"] = 10 });
        string nonce = await scene.NonceAsync();
        world.Jump(-11);
        Assert.Equal("nonce_invalid", (await scene.AskProofAsync(nonce: nonce)).Outcome);
        world.Jump(1);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: nonce)).Outcome);
    }

    [Fact]
    public async Task A_new_nonce_is_sent_along_when_the_one_used_is_ageing()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = "required" });
        string nonce = await scene.NonceAsync();
        world.Jump(150);
        Answered young = await scene.AskProofAsync(nonce: nonce);
        Assert.Equal((Allowed, null), (young.Outcome, young.Nonce));
        Assert.Empty(young.Header("Access-Control-Expose-Headers"));
        world.Jump(1);
        Answered ageing = await scene.AskProofAsync(nonce: nonce);
        Assert.Equal(Allowed, ageing.Outcome);
        Assert.NotNull(ageing.Nonce);
        Assert.Equal(["DPoP-Nonce, WWW-Authenticate"], ageing.Header("Access-Control-Expose-Headers"));
        Assert.Empty(ageing.Challenges);
        world.Jump(299);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: ageing.Nonce)).Outcome);
    }

    [Fact]
    public async Task A_nonce_outlives_the_change_of_secrets()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(settings =>
        {
            settings["dpop"] = new JsonObject { ["nonce"] = "required" };
            settings["keys"] = new JsonObject { ["refreshSeconds"] = 86400, ["maxStaleSeconds"] = 604800 };
        });
        world.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(10));
        string before = await scene.NonceAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(100));
        string after = await scene.NonceAsync();
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: before)).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: after)).Outcome);
        world.Clock.Advance(TimeSpan.FromSeconds(250));
        Assert.Equal("nonce_invalid", (await scene.AskProofAsync(nonce: before)).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: after)).Outcome);
    }
}
