using System.Net;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary><c>GET /v1/statistics</c>.</summary>
public sealed class StatisticsTests : IAsyncLifetime
{
    private const string Path = "/v1/statistics";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_host_that_has_decided_nothing_says_so()
    {
        JsonObject answer = await ReadAsync();

        Assert.Equal("""{"allowed":0,"refused":0,"unavailable":0,"replays":0,"nonceChallenges":0,"revocations":0}""", answer["totals"]!.ToJsonString());
        Assert.Empty(answer["tenants"]!.AsArray());
        Assert.Empty(answer["reasons"]!.AsArray());
        Assert.Equal(360, answer["latency"]!["p50"]!.AsArray().Count);
        Assert.Null(answer["latency"]!["recentP50"]);
        Assert.False((bool)answer["cluster"]!);
        Assert.Equal(_host.Clock.UnixSeconds, (long)answer["since"]!);
    }

    [Fact]
    public async Task Every_decision_is_counted_in_its_span_by_its_reason()
    {
        await DecideAsync(_host.Issuer.Issuer.Token());
        await DecideAsync(_host.Issuer.Issuer.Token());
        _host.Clock.Advance(TimeSpan.FromSeconds(20));
        await DecideAsync(_host.Issuer.Issuer.Token(token => token.ValidFor(TimeSpan.FromHours(-1))));

        JsonObject answer = await ReadAsync();

        Assert.Equal((2, 1), ((int)answer["totals"]!["allowed"]!, (int)answer["totals"]!["refused"]!));
        Assert.Equal([("none", 2, 357), ("token_expired", 1, 359)], Reasons(answer));
        Assert.Equal("""[{"tenant":"acme","allowed":2,"refused":1,"unavailable":0}]""", answer["tenants"]!.ToJsonString());
    }

    [Fact]
    public async Task After_an_hour_a_decision_is_forgotten_and_not_before()
    {
        await DecideAsync(_host.Issuer.Issuer.Token());

        _host.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(1, (int)(await ReadAsync())["totals"]!["allowed"]!);
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, (int)(await ReadAsync())["totals"]!["allowed"]!);

        await DecideAsync(_host.Issuer.Issuer.Token());
        Assert.Equal(1, (int)(await ReadAsync())["totals"]!["allowed"]!);
    }

    [Fact]
    public async Task A_tenant_is_told_apart_and_one_that_is_not_there_is_404()
    {
        using HttpResponseMessage put = await _host.AdminAsync(HttpMethod.Put, "/v1/tenants/other", """{"issuers":["https://login.other.test/"],"audiences":["https://api.other.test"]}""");
        await DecideAsync(_host.Issuer.Issuer.Token());
        await DecideAsync("no.such.token", "other");

        Assert.Equal([("none", 1, 359)], Reasons(await ReadAsync("?tenant=acme")));
        Assert.Equal([("token_malformed", 1, 359)], Reasons(await ReadAsync("?tenant=other")));
        Assert.Equal(2, (await ReadAsync("?tenant=other"))["tenants"]!.AsArray().Count);
        using HttpResponseMessage missing = await _host.AdminAsync(HttpMethod.Get, $"{Path}?tenant=nobody", key: TestHost.ReadKey);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_request_whose_tenant_cannot_be_told_is_nobodys_and_its_words_are_no_name()
    {
        using HttpResponseMessage unknown = await _host.VerifyAsync("""{"tenant":"made-up","authorization":"Bearer a.b.c"}""");
        await DecideAsync("no.such.token", tenant: null);

        Assert.Equal(["(none)"], (await ReadAsync())["tenants"]!.AsArray().Select(tenant => (string)tenant!["tenant"]!));
        Assert.Equal(1, (int)(await ReadAsync("?tenant=(none)"))["totals"]!["refused"]!);
    }

    [Fact]
    public async Task Replays_nonce_challenges_revocations_and_requests_without_an_answer_are_told()
    {
        TestKey key = TestKey.Create();
        string token = _host.Issuer.Issuer.Token(spec => spec.BoundTo(key));
        string proof = DPoPProof.Create(key, "GET", "https://api.test/orders", token, time: _host.Clock);
        await ProveAsync(token, proof);
        string good = await NonceAsync(token, key);
        await ProveAsync(token, good);
        await ProveAsync(token, good);
        using HttpResponseMessage revoked = await _host.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", """{"sub":"mallory"}""");
        using HttpResponseMessage put = await _host.AdminAsync(HttpMethod.Put, "/v1/tenants/away", """{"issuers":["https://login.away.test/"],"audiences":["https://api.test"]}""");
        await DecideAsync(new TestIssuer("https://login.away.test/", time: _host.Clock).Token(), "away");

        JsonNode totals = (await ReadAsync())["totals"]!;

        Assert.Equal(1, (int)totals["replays"]!);
        Assert.True((int)totals["nonceChallenges"]! >= 1);
        Assert.Equal(1, (int)totals["revocations"]!);
        Assert.Equal(1, (int)totals["unavailable"]!);
        Assert.Equal(0, (int)(await ReadAsync("?tenant=away"))["totals"]!["revocations"]!);
    }

    [Fact]
    public async Task Made_up_key_ids_are_counted_at_their_issuer_for_an_hour()
    {
        await DecideAsync(_host.Issuer.Issuer.Token());
        await DecideAsync(_host.Issuer.Issuer.Token(token => token.Header["kid"] = "made-up"));
        await DecideAsync(_host.Issuer.Issuer.Token(token => token.Header["kid"] = "made-up-too"));

        Assert.Equal(2, await UnknownAsync());
        _host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await UnknownAsync());
    }

    [Theory]
    [InlineData("?limit=1")]
    [InlineData("?tenant=")]
    [InlineData("?tenant=acme&tenant=acme")]
    [InlineData("?Tenant=acme")]
    public async Task What_is_not_understood_is_400(string query)
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Get, Path + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static IEnumerable<(string Reason, int Count, int At)> Reasons(JsonObject answer) => answer["reasons"]!.AsArray().Select(row =>
    {
        int[] counts = [.. row!["counts"]!.AsArray().Select(count => (int)count!)];
        Assert.Equal(360, counts.Length);
        return ((string)row["reason"]!, counts.Sum(), Array.FindIndex(counts, count => count > 0));
    });

    private async Task<JsonObject> ReadAsync(string query = "")
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Get, Path + query, key: TestHost.ReadKey);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        return await TestHost.ReadAsync(response);
    }

    private async Task<int> UnknownAsync()
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants/acme/keys");
        return (int)(await TestHost.ReadAsync(response))["issuers"]![0]!["unknownKids"]!;
    }

    private async Task DecideAsync(string token, string? tenant = "acme")
    {
        JsonObject document = new() { ["authorization"] = $"Bearer {token}" };
        if (tenant is not null)
        {
            document["tenant"] = tenant;
        }

        _ = await _host.DecideAsync(document);
    }

    private Task<JsonObject> ProveAsync(string token, string proof) => _host.DecideAsync(new JsonObject
    {
        ["tenant"] = "acme",
        ["authorization"] = $"DPoP {token}",
        ["dpop"] = proof,
        ["method"] = "GET",
        ["url"] = "https://api.test/orders",
    });

    // A proof of a made-up nonce is answered with one that is good.
    private async Task<string> NonceAsync(string token, TestKey key)
    {
        JsonObject refused = await ProveAsync(token, DPoPProof.Create(key, "GET", "https://api.test/orders", token, "made-up", _host.Clock));
        string nonce = (string)refused["headers"]!["DPoP-Nonce"]![0]!;
        return DPoPProof.Create(key, "GET", "https://api.test/orders", token, nonce, _host.Clock);
    }
}
