using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.DPoP;

/// <summary>Nonces: RFC 9449 section 9, stateless and per tenant.</summary>
public abstract class NonceSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task The_nonce_that_is_sent_along_makes_the_next_proof_good()
    {
        Scene scene = await RequiringAsync();
        Answered first = await scene.AskProofAsync();
        Assert.Equal(("nonce_missing", "use_dpop_nonce"), (first.Outcome, first.Error));
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: first.Nonce)).Outcome);
    }

    [Fact]
    public async Task One_nonce_serves_many_proofs()
    {
        Scene scene = await RequiringAsync();
        string nonce = await scene.NonceAsync();
        await AllAsync(Allowed, Enumerable.Range(0, 5), _ => scene.AskProofAsync(nonce: nonce));
    }

    [Theory]
    [InlineData("off")]
    [InlineData("required")]
    public async Task A_nonce_that_is_not_ours_is_refused_in_every_mode_and_a_fresh_one_is_sent(string mode)
    {
        Scene scene = await World.SceneAsync(settings => settings["dpop"] = new JsonObject { ["nonce"] = mode });
        string nonce = await scene.NonceAsync();
        string[] wrong =
        [
            "", " ", "x", nonce[1..], nonce[..^1], nonce + "A", nonce + "=", " " + nonce, nonce.ToUpperInvariant(), new string('A', nonce.Length), nonce + nonce,
            new string('x', 2000),
            new string('!', nonce.Length), new string('=', nonce.Length), new string('é', nonce.Length), new string('~', 56), nonce[..^1] + "=", nonce[..^1] + "\n",
            " " + nonce[1..],
            .. Enumerable.Range(0, nonce.Length).Select(i => nonce[..i] + (nonce[i] == 'A' ? 'B' : 'A') + nonce[(i + 1)..]),
        ];
        foreach (string one in wrong)
        {
            Answered answer = await scene.AskProofAsync(nonce: one);
            Assert.Equal(("nonce_invalid", "use_dpop_nonce", one), (answer.Outcome, answer.Error, one));
            Assert.NotNull(answer.Nonce);
        }

        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: nonce)).Outcome);
    }

    [Fact]
    public async Task Another_tenants_nonce_is_none()
    {
        Scene scene = await RequiringAsync();
        Scene other = await RequiringAsync();
        Assert.Equal("nonce_invalid", (await scene.AskProofAsync(nonce: await other.NonceAsync())).Outcome);
    }

    [Fact]
    public async Task A_nonce_is_asked_for_only_of_a_proof_that_fits_the_request_so_far()
    {
        Scene scene = await RequiringAsync();
        Assert.Equal("proof_htm_mismatch", (await scene.AskProofAsync(proof => proof.Claims["htm"] = "POST")).Outcome);
        Assert.Equal("proof_htu_mismatch", (await scene.AskProofAsync(proof => proof.Claims["htu"] = "https://else.test")).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskAsync(scene.DPoP(Jws.Tamper(scene.BoundToken(), claims => claims["sub"] = "x"), scene.Proof("x")))).Outcome);
    }

    [Fact]
    public async Task With_a_nonce_the_clients_clock_may_be_wrong_by_an_hour()
    {
        Scene scene = await RequiringAsync();
        string nonce = await scene.NonceAsync();
        await AllAsync(Allowed, [-3600, -3599, -301, 31, 3599, 3600], off => scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now + off, nonce));
        Assert.Equal("proof_iat_too_old", (await scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now - 3601, nonce)).Outcome);
        Assert.Equal("proof_iat_future", (await scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now + 3601, nonce)).Outcome);
    }

    [Fact]
    public async Task A_valid_nonce_frees_a_proof_from_its_iat_where_none_is_required_too()
    {
        Scene scene = await World.SceneAsync();
        string nonce = await scene.NonceAsync();
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now - 3000, nonce)).Outcome);
        Assert.Equal("proof_iat_too_old", (await scene.AskProofAsync(proof => proof.Claims["iat"] = scene.Now - 3000)).Outcome);
    }

    [Fact]
    public async Task A_used_proof_is_a_replay_whatever_its_nonce()
    {
        Scene scene = await RequiringAsync();
        string nonce = await scene.NonceAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token, p => p.Claims["jti"] = "once", nonce);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(scene.DPoP(token, scene.Proof(token, p => p.Claims["jti"] = "once", await scene.NonceAsync())))).Outcome);
    }

    [Fact]
    public async Task After_a_fence_the_nonce_that_is_sent_along_makes_a_new_proof_good_and_no_old_one()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        string token = scene.BoundToken();
        string used = scene.Proof(token);
        string before = await scene.NonceAsync();
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, used))).Outcome);

        await scene.Host.LoseLedgerAsync();

        Assert.Equal("replay_fence", (await scene.AskAsync(scene.DPoP(token, used))).Outcome);
        Assert.Equal("replay_fence", (await scene.AskProofAsync(nonce: before)).Outcome);
        Answered fenced = await scene.AskProofAsync();
        Assert.Equal(("replay_fence", "use_dpop_nonce"), (fenced.Outcome, fenced.Error));
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: fenced.Nonce)).Outcome);
        string again = scene.Proof(token, nonce: fenced.Nonce);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, again))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(scene.DPoP(token, again))).Outcome);
        Assert.Equal("replay_fence", (await scene.AskAsync(scene.DPoP(token, used))).Outcome);
    }

    [Fact]
    public async Task Where_a_nonce_is_required_a_client_without_one_is_sent_one_that_is_good_after_a_fence_too()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync(Required);
        string before = await scene.NonceAsync();
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: before)).Outcome);

        await scene.Host.LoseLedgerAsync();

        // Often enough that every front end of a cluster has heard of the fence.
        await AllAsync("replay_fence", Enumerable.Range(0, 16), _ => scene.AskProofAsync(nonce: before));
        Answered missing = await scene.AskProofAsync();
        Assert.Equal("nonce_missing", missing.Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(nonce: missing.Nonce)).Outcome);
    }

    private Task<Scene> RequiringAsync() => World.SceneAsync(Required);

    private static void Required(JsonObject settings) => settings["dpop"] = new JsonObject { ["nonce"] = "required" };
}
