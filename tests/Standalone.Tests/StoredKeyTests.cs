using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>The last good keys outlive a restart, and serve while the issuer is down; no longer than their age allows.</summary>
public sealed class StoredKeyTests : Installation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task With_the_issuer_down_stored_keys_serve_and_say_so()
    {
        await FetchOnceAsync(Acme);
        await Issuer.TakeDownAsync();

        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);

        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(Bearer())));
        Assert.Equal("stored", (string?)await KeysAsync(second, "source"));
    }

    [Fact]
    public async Task After_a_kill_too()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(Bearer())));

            // Keys are stored in the background; the next change is stored after them.
            await first.AskAdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", new JsonObject { ["sub"] = "eve" });
            await first.KillAsync();
        }

        await Issuer.TakeDownAsync();
        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);

        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(Bearer())));
    }

    [Fact]
    public async Task Stored_keys_serve_until_their_age_and_no_longer()
    {
        (string, string)[] brief = [.. Acme, ("Verifier:Tenants:acme:keys:refreshSeconds", "60"), ("Verifier:Tenants:acme:keys:maxStaleSeconds", "60")];
        await FetchOnceAsync(brief);
        await Issuer.TakeDownAsync();
        Age(50);

        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, brief);

        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(Bearer())));
        long until = (long)(await KeysAsync(second, "usableUntil"))!;
        DateTime deadline = DateTime.UtcNow + Patience;
        while (ReasonOf(await second.DecideAsync(Bearer())) != "keys_unavailable")
        {
            Assert.True(DateTime.UtcNow < deadline);
            await Task.Delay(200);
        }

        Assert.True(DateTimeOffset.UtcNow.ToUnixTimeSeconds() >= until);
    }

    [Fact]
    public async Task Keys_beyond_their_age_are_not_restored_and_the_issuer_is_asked()
    {
        await FetchOnceAsync(Acme);
        Age(4000);
        Issuer.Issuer.Rotate(keepOld: false);

        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);

        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(Bearer())));
        Assert.Equal("fetched", (string?)await KeysAsync(second, "source"));
    }

    [Fact]
    public async Task A_deleted_tenants_keys_are_gone_and_so_are_those_of_an_issuer_that_is_not_listed_any_more()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data))
        {
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/a", Policy());
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/b", Policy());
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(Bearer("a"))));
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(Bearer("b"))));
            await first.AskAdminAsync(HttpMethod.Delete, "/v1/tenants/a");
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/b", new JsonObject { ["issuers"] = new JsonArray("https://other.test/"), ["audiences"] = new JsonArray("https://api.test") });
            await first.StopAsync();
        }

        Assert.Equal(0L, StateDatabase.Number(Database, "SELECT count(*) FROM issuer_keys"));
    }

    private async Task FetchOnceAsync((string, string)[] settings)
    {
        await using VerifierProcess first = await VerifierProcess.StartAsync(Data, settings);
        Assert.Equal("allowed", ReasonOf(await first.DecideAsync(Bearer())));
        await first.StopAsync();
        Assert.Equal(1L, StateDatabase.Number(Database, "SELECT count(*) FROM issuer_keys"));
    }

    // The clock of a process cannot be moved, but what it reads can.
    private void Age(int seconds) => StateDatabase.Run(Database, $"UPDATE issuer_keys SET fetched_at = fetched_at - {seconds}");

    private static async Task<JsonNode?> KeysAsync(VerifierProcess process, string member) => (await process.AskAdminAsync(HttpMethod.Get, "/v1/tenants/acme/keys"))["issuers"]![0]![member];
}
