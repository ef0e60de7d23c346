using System.Net;
using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>Stored tenants that the configuration does not fit any more.</summary>
public sealed class StoredTenantTests : Installation
{
    [Fact]
    public async Task Configuration_wins_over_a_tenant_of_its_name_and_says_so()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data))
        {
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/acme", Policy("https://stored.test"));
            await first.AskAdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", Revoked("eve"));
            await first.StopAsync();
        }

        await using (VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.Contains("Tenant acme is configured, so the one of that name that was put over HTTP is not used", second.Said, StringComparison.Ordinal);
            JsonObject policy = await second.AskAdminAsync(HttpMethod.Get, "/v1/tenants/acme");
            Assert.Equal("https://api.test", (string)policy["audiences"]![0]!);
            Assert.Equal("token_revoked", ReasonOf(await second.DecideAsync(Bearer("acme", "eve"))));
            using HttpResponseMessage delete = await second.AdminAsync(HttpMethod.Delete, "/v1/tenants/acme");
            Assert.Equal(HttpStatusCode.Conflict, delete.StatusCode);
            await second.StopAsync();
        }

        await using VerifierProcess third = await VerifierProcess.StartAsync(Data);
        Assert.Equal("https://stored.test", (string)(await third.AskAdminAsync(HttpMethod.Get, "/v1/tenants/acme"))["audiences"]![0]!);
    }

    [Fact]
    public async Task A_tenant_that_is_not_allowed_any_more_is_refused_kept_and_can_be_mended()
    {
        (string, string) strict = ("Verifier:Fetch:AllowHttpLoopback", "false");
        JsonObject policy = Policy();
        policy["publicOrigin"] = "https://api.test";
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data))
        {
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/old", policy);
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/good", new JsonObject { ["issuers"] = new JsonArray("https://login.test/"), ["audiences"] = new JsonArray("https://api.test") });
            await first.AskAdminAsync(HttpMethod.Post, "/v1/tenants/old/revocations", Revoked("eve"));
            await first.StopAsync();
        }

        await using (VerifierProcess second = await VerifierProcess.StartAsync(Data, strict))
        {
            Assert.Contains("Tenant old was put over HTTP and is not allowed any more (old: issuers[0]", second.Said, StringComparison.Ordinal);

            // By its name, by its origin and by its issuer: nobody else is chosen in its place.
            Assert.Equal("keys_unavailable", ReasonOf(await second.DecideAsync(Bearer("old"))));
            foreach (JsonObject request in (JsonObject[])[Bearer(), new JsonObject { ["authorization"] = Bearer()["authorization"]!.DeepClone(), ["method"] = "GET", ["url"] = Api }])
            {
                request.Remove("tenant");
                Assert.Equal("keys_unavailable", ReasonOf(await second.DecideAsync(request)));
            }

            using HttpResponseMessage get = await second.AdminAsync(HttpMethod.Get, "/v1/tenants/old");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, get.StatusCode);
            Assert.Equal(["good"], (await second.AskAdminAsync(HttpMethod.Get, "/v1/tenants"))["tenants"]!.AsArray().Select(tenant => (string)tenant!["tenant"]!));
            await second.StopAsync();
        }

        await using (VerifierProcess third = await VerifierProcess.StartAsync(Data))
        {
            Assert.Equal("allowed", ReasonOf(await third.DecideAsync(Bearer("old"))));
            await third.StopAsync();
        }

        await using (VerifierProcess fourth = await VerifierProcess.StartAsync(Data, strict))
        {
            using HttpResponseMessage mended = await fourth.AdminAsync(HttpMethod.Put, "/v1/tenants/old", new JsonObject { ["issuers"] = new JsonArray("https://login.test/"), ["audiences"] = new JsonArray("https://api.test") });
            Assert.Equal(HttpStatusCode.Created, mended.StatusCode);
            Assert.Equal("eve", (string)(await fourth.AskAdminAsync(HttpMethod.Get, "/v1/tenants/old/revocations"))["revocations"]![0]!["sub"]!);
            await fourth.AskAdminAsync(HttpMethod.Delete, "/v1/tenants/old");
            await fourth.StopAsync();
        }

        Assert.Equal(0, StateDatabase.Number(Database, "SELECT (SELECT count(*) FROM tenants WHERE name = 'old') + (SELECT count(*) FROM revocations) + (SELECT count(*) FROM nonce_secrets WHERE tenant = 'old')"));
    }

    [Fact]
    public async Task A_tenant_that_is_not_allowed_any_more_can_be_deleted()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data))
        {
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/old", Policy());
            await first.StopAsync();
        }

        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, ("Verifier:Fetch:AllowHttpLoopback", "false"));
        using HttpResponseMessage delete = await second.AdminAsync(HttpMethod.Delete, "/v1/tenants/old");
        using HttpResponseMessage get = await second.AdminAsync(HttpMethod.Get, "/v1/tenants/old");

        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
    }
}
