using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Replay;

/// <summary>A proof passes at most once, and a refused request burns none.</summary>
public abstract class ReplaySuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task A_proof_sent_twice_is_accepted_once()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Ask ask = scene.DPoP(token, scene.Proof(token));
        Assert.Equal(Allowed, (await scene.AskAsync(ask)).Outcome);
        await AllAsync("proof_replayed", Enumerable.Range(0, 3), _ => scene.AskAsync(ask));
    }

    [Fact]
    public async Task A_proof_sent_by_a_whole_crowd_at_once_is_accepted_once()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Ask ask = scene.DPoP(token, scene.Proof(token));
        TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Answered>[] crowd = [.. Enumerable.Range(0, scene.Host.Crowd).Select(_ => Task.Run(async () =>
        {
            await start.Task;
            return await scene.AskAsync(ask);
        }))];
        start.SetResult();
        Answered[] answers = await Task.WhenAll(crowd);
        Assert.Equal(
            [(Answered.Yes, 1), ("proof_replayed", scene.Host.Crowd - 1)],
            answers.GroupBy(answer => answer.Outcome).Select(same => (same.Key, same.Count())).OrderBy(same => same.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_proof_with_the_same_jti_is_a_replay()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Ask With(Action<JwtSpec> change) => scene.DPoP(token, scene.Proof(token, proof =>
        {
            proof.Claims["jti"] = "same";
            change(proof);
        }));

        Assert.Equal(Allowed, (await scene.AskAsync(With(_ => { }))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(With(proof => proof.Claims["iat"] = scene.Now - 5))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(With(proof => proof.RawClaims = proof.Claims.ToJsonString().Replace("\"same\"", "\"\\u0073ame\"", StringComparison.Ordinal)))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(With(proof => proof.Claims["htm"] = "POST") with { Method = "POST" })).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(With(proof => proof.Claims["jti"] = "Same"))).Outcome);
    }

    [Fact]
    public async Task A_jti_is_one_keys_and_one_tenants_own()
    {
        Scene scene = await World.SceneAsync();
        Scene other = await World.SceneAsync();
        TestKey key = TestKey.Create();
        Task<Answered> Asking(Scene where, TestKey by)
        {
            string token = where.Token(t => t.BoundTo(by));
            return where.AskAsync(where.DPoP(token, where.Proof(token, proof => proof.Claims["jti"] = "same", key: by)));
        }

        Assert.Equal(Allowed, (await Asking(scene, scene.Key)).Outcome);
        Assert.Equal(Allowed, (await Asking(scene, key)).Outcome);
        Assert.Equal(Allowed, (await Asking(other, scene.Key)).Outcome);
        Assert.Equal("proof_replayed", (await Asking(scene, key)).Outcome);
    }

    [Fact]
    public async Task A_refused_request_burns_no_jti()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string revoked = scene.BoundToken();
        _ = await scene.Host.RevokeAsync(scene.Tenant, new JsonObject { ["jti"] = (string?)Jws.ReadClaims(revoked)["jti"] });
        Ask good = scene.DPoP(token, scene.Proof(token));
        string Same(Action<JwtSpec>? change, string of) => scene.Proof(of, proof =>
        {
            proof.Claims["jti"] = Jws.ReadClaims(good.DPoP[0])["jti"]!.DeepClone();
            change?.Invoke(proof);
        });

        (string Reason, Ask Ask)[] refused =
        [
            ("proof_htm_mismatch", good with { Method = "POST" }),
            ("proof_htu_mismatch", good with { Url = "https://api.test/else" }),
            ("scope_missing", good with { Scopes = ["admin"] }),
            ("required_claim_missing", good with { RequiredClaims = ["org_id"] }),
            ("acr_insufficient", good with { AcrValues = ["urn:mfa"] }),
            ("auth_too_old", good with { MaxAgeSeconds = 1 }),
            ("token_audience_mismatch", good with { Audiences = ["else"] }),
            ("proof_ath_mismatch", good with { Authorization = [$"DPoP {scene.BoundToken()}"] }),
            ("proof_iat_too_old", scene.DPoP(token, Same(proof => proof.Claims["iat"] = scene.Now - 1000, token))),
            ("proof_signature_invalid", scene.DPoP(token, Same(proof => proof.EditSignature = _ => new byte[64], token))),
            ("nonce_invalid", scene.DPoP(token, Same(proof => proof.Claims["nonce"] = "x", token))),
            ("token_revoked", scene.DPoP(revoked, Same(null, revoked))),
            ("proof_multiple", good with { DPoP = [good.DPoP[0], good.DPoP[0]] }),
            ("authorization_multiple", good with { Authorization = [good.Authorization[0], good.Authorization[0]] }),
            ("token_expired", scene.DPoP(scene.BoundToken(t => t.ValidFor(TimeSpan.FromHours(-1))), good.DPoP[0])),
            ("issuer_unknown", scene.DPoP(scene.BoundToken(t => t.Claims["iss"] = "https://else.test"), good.DPoP[0])),
        ];
        foreach ((string reason, Ask ask) in refused)
        {
            Assert.Equal(reason, (await scene.AskAsync(ask)).Outcome);
        }

        Assert.Equal(Allowed, (await scene.AskAsync(good)).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(good)).Outcome);
    }

    [Fact]
    public async Task A_proof_judged_while_the_ledger_cannot_be_asked_does_not_pass()
    {
        await using World world = await FreshAsync();
        Scene scene = await world.SceneAsync();
        await scene.Host.CutLedgerOffAsync();
        Answered answer = await scene.AskProofAsync();
        Assert.Equal(("replay_unavailable", 503), (answer.Outcome, answer.Status));
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
    }

    [Fact]
    public async Task A_client_that_floods_its_tenant_is_told_so_and_leaves_room_for_others()
    {
        Scene scene = await World.SceneAsync(settings => settings["replay"] = new JsonObject { ["budget"] = 32 });
        await AllAsync(Allowed, Enumerable.Range(0, 16), _ => scene.AskProofAsync());
        Assert.Equal("overloaded", (await scene.AskProofAsync()).Outcome);

        // Above half of the budget each key has a sixteenth of it.
        TestKey key = TestKey.Create();
        Task<Answered> AskingAsync()
        {
            string token = scene.Token(t => t.BoundTo(key));
            return scene.AskAsync(scene.DPoP(token, scene.Proof(token, key: key)));
        }

        Assert.Equal(Allowed, (await AskingAsync()).Outcome);
        Assert.Equal(Allowed, (await AskingAsync()).Outcome);
        Assert.Equal("overloaded", (await AskingAsync()).Outcome);
        Assert.Equal(Allowed, (await (await World.SceneAsync()).AskProofAsync()).Outcome);
    }

    [Fact]
    public async Task A_tenants_budget_is_the_sum_of_what_its_clients_have()
    {
        Scene scene = await World.SceneAsync(settings => settings["replay"] = new JsonObject { ["budget"] = 16 });
        Task<Answered> AskingAsync(TestKey key)
        {
            string token = scene.Token(t => t.BoundTo(key));
            return scene.AskAsync(scene.DPoP(token, scene.Proof(token, key: key)));
        }

        await AllAsync(Allowed, Enumerable.Range(0, 16), _ => AskingAsync(TestKey.Create()));
        Assert.Equal("overloaded", (await AskingAsync(TestKey.Create())).Outcome);
        await scene.PutAsync(settings => settings["replay"] = new JsonObject { ["budget"] = 64 });
        Assert.Equal(Allowed, (await AskingAsync(TestKey.Create())).Outcome);
    }
}
