using System.Net;
using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>What a stop, or the end without one, leaves of the state.</summary>
public sealed class RestartTests : Installation
{
    [Fact]
    public async Task After_a_clean_restart_proofs_need_no_nonce_and_replays_are_refused()
    {
        JsonObject used;
        JsonObject unused = [];
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            used = Proven();
            unused = Proven();
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(used)));
            Assert.Equal(0, await first.StopAsync());
        }

        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);

        Assert.Equal("proof_replayed", ReasonOf(await second.DecideAsync(used)));
        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(unused)));
        Assert.Equal("proof_replayed", ReasonOf(await second.DecideAsync(unused)));
    }

    [Fact]
    public async Task A_clean_restart_hands_the_ledger_over_again_and_again()
    {
        List<JsonObject> used = [];
        for (int start = 0; start < 4; start++)
        {
            await using VerifierProcess process = await VerifierProcess.StartAsync(Data, Acme);
            foreach (JsonObject request in used)
            {
                Assert.Equal("proof_replayed", ReasonOf(await process.DecideAsync(request)));
            }

            used.Add(Proven());
            Assert.Equal("allowed", ReasonOf(await process.DecideAsync(used[^1])));
            await process.StopAsync();
        }
    }

    [Fact]
    public async Task After_a_kill_older_proofs_need_the_nonce_that_comes_along()
    {
        JsonObject used = Proven();
        JsonObject unused = Proven();
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(used)));
            await first.KillAsync();
        }

        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);
        JsonObject fenced = await second.DecideAsync(unused);

        Assert.Equal("replay_fence", ReasonOf(await second.DecideAsync(used)));
        Assert.Equal("replay_fence", ReasonOf(fenced));
        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(Proven(nonce: NonceOf(fenced)))));
    }

    [Fact]
    public async Task Tenants_revocations_entity_tags_and_nonces_outlive_a_stop_and_a_kill()
    {
        JsonObject policy = Policy();
        policy["dpop"] = new JsonObject { ["nonce"] = "required" };
        string? nonce;
        string etag;
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            using HttpResponseMessage put = await first.AdminAsync(HttpMethod.Put, "/v1/tenants/other", policy);
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            etag = put.Headers.ETag!.Tag;
            await first.AskAdminAsync(HttpMethod.Post, "/v1/tenants/other/revocations", Revoked("mallory"));
            await first.AskAdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", Revoked("eve"));
            nonce = NonceOf(await first.DecideAsync(Proven("other")));
            await first.StopAsync();
        }

        for (int start = 0; start < 2; start++)
        {
            await using VerifierProcess later = await VerifierProcess.StartAsync(Data, Acme);
            using HttpResponseMessage get = await later.AdminAsync(HttpMethod.Get, "/v1/tenants/other");
            Assert.Equal(etag, get.Headers.ETag!.Tag);
            Assert.Equal("token_revoked", ReasonOf(await later.DecideAsync(Bearer("other", "mallory"))));
            Assert.Equal("token_revoked", ReasonOf(await later.DecideAsync(Bearer("acme", "eve"))));
            Assert.Equal("allowed", ReasonOf(await later.DecideAsync(Bearer("other"))));

            // A nonce from before: the secret is the same. After the stop it is as good as it was; after the kill the ledger asks for one of its own.
            Assert.Equal(start == 0 ? "allowed" : "replay_fence", ReasonOf(await later.DecideAsync(Proven("other", nonce))));
            await later.KillAsync();
        }
    }

    [Fact]
    public async Task What_was_deleted_stays_deleted_and_an_entity_tag_never_comes_back()
    {
        HashSet<string> seen = [];
        for (int start = 0; start < 3; start++)
        {
            await using VerifierProcess process = await VerifierProcess.StartAsync(Data, Acme);
            using HttpResponseMessage before = await process.AdminAsync(HttpMethod.Get, "/v1/tenants/other");
            Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
            using HttpResponseMessage acme = await process.AdminAsync(HttpMethod.Get, "/v1/tenants/acme");
            Assert.True(seen.Add(acme.Headers.ETag!.Tag));
            using HttpResponseMessage put = await process.AdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy());
            Assert.True(seen.Add(put.Headers.ETag!.Tag));
            await process.AskAdminAsync(HttpMethod.Post, "/v1/tenants/other/revocations", Revoked("user-1"));
            await process.AskAdminAsync(HttpMethod.Delete, "/v1/tenants/other");
            await process.AskAdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy());
            Assert.Equal("allowed", ReasonOf(await process.DecideAsync(Bearer("other"))));
            await process.AskAdminAsync(HttpMethod.Delete, "/v1/tenants/other");
            await process.KillAsync();
        }
    }
}
