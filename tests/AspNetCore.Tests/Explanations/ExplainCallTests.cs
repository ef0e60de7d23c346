using System.Net;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Explanations;

/// <summary>The call <c>POST /v1/explain</c>: who may make it, what it takes, and what it leaves behind.</summary>
public sealed class ExplainCallTests : IAsyncLifetime
{
    private const string CallerKey = "web-0123456789-0123456789-0123456789";
    private const string Url = "https://api.test/orders";

    private readonly TestKey _key = TestKey.Create();
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(("Verifier:Callers:web:Key", CallerKey), ("Verifier:Callers:web:Tenants:0", "*"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData(CallerKey)]
    [InlineData("wrong-0123456789-0123456789-0123456789")]
    public async Task Without_an_admin_key_nothing_is_explained_on_loopback_either(string? key)
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, "/v1/explain", Bearer().ToJsonString(), key);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.DoesNotContain("checks", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestHost.AdminKey)]
    [InlineData(TestHost.ReadKey)]
    public async Task A_key_that_may_only_read_is_enough(string key)
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, "/v1/explain", Bearer().ToJsonString(), key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task With_a_listener_for_administration_it_is_answered_there_alone()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Admin:Urls", "http://127.0.0.1:0"));
        using HttpResponseMessage decisions = await host.AdminAsync(HttpMethod.Post, "/v1/explain", "{}");
        using HttpResponseMessage administration = await host.AdminAsync(HttpMethod.Post, new Uri(new Uri(host.App.Urls.Last()), "/v1/explain").ToString(), "{}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (decisions.StatusCode, administration.StatusCode));
    }

    [Fact]
    public async Task A_proof_that_was_explained_can_still_be_sent_once()
    {
        JsonObject request = Proven();
        JsonObject explained = await ExplainAsync(request);
        JsonObject again = await ExplainAsync(request);

        Assert.True((bool)explained["allowed"]!);
        Assert.True((bool)again["allowed"]!);
        JsonNode replay = explained["checks"]!.AsArray().Last()!;
        Assert.Equal(("replay", "not_reached"), ((string?)replay["check"], (string?)replay["outcome"]));
        Assert.True((bool)(await _host.DecideAsync(request))["allowed"]!);
        Assert.Equal("proof_replayed", (string?)(await _host.DecideAsync(request))["reason"]);
    }

    [Fact]
    public async Task Both_sides_of_htu_are_shown_as_they_are_compared()
    {
        JsonObject request = Proven();
        request["url"] = "HTTPS://API.test:443/a/../Orders?page=2";
        JsonNode failed = Failed(await ExplainAsync(request));

        Assert.Equal(("proof_url", "https://api.test/Orders", Url), ((string?)failed["check"], (string?)failed["expected"], (string?)failed["received"]));
        Assert.Contains("publicOrigin", (string?)failed["advice"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_past_request_is_explained_at_its_own_time()
    {
        JsonObject request = Proven();
        long then = _host.Clock.UnixSeconds;
        _host.Clock.SetUtcNow(_host.Clock.GetUtcNow().AddHours(1));
        Assert.Equal("token_expired", (string?)(await ExplainAsync(request))["reason"]);

        request["at"] = then;
        JsonObject explained = await ExplainAsync(request);

        Assert.Equal((true, then), ((bool)explained["allowed"]!, (long)explained["judgedAt"]!));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("253402300800")]
    [InlineData("9223372036854775808")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    [InlineData("1,\"at\":1")]
    public async Task A_time_that_is_none_is_400(string at)
    {
        using HttpResponseMessage response = await CallAsync($$"""{"at":{{at}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("'at' ", (string?)(await TestHost.ReadAsync(response))["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "token_not_yet_valid")]
    [InlineData(253402300799, "keys_unavailable")]
    public async Task A_time_far_away_is_judged_without_an_error(long at, string reason)
    {
        JsonObject request = Proven(nonce: "nobodys");
        Assert.Equal("nonce_invalid", (string?)(await ExplainAsync(request))["reason"]);
        request["at"] = at;

        Assert.Equal(reason, (string?)(await ExplainAsync(request))["reason"]);
    }

    [Fact]
    public async Task A_decision_takes_no_time_to_judge_at()
    {
        using HttpResponseMessage response = await _host.VerifyAsync("""{"at":1}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"scope":["a"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"url":"a","url":"a"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"tenant":"nobody"}""", HttpStatusCode.NotFound)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task A_document_is_read_as_strictly_as_for_a_decision(string document, HttpStatusCode status)
    {
        using HttpResponseMessage response = await CallAsync(document);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_413_and_a_parameter_400()
    {
        using HttpResponseMessage large = await CallAsync("{}".PadRight((128 * 1024) + 1));
        using HttpResponseMessage parameter = await _host.AdminAsync(HttpMethod.Post, "/v1/explain?at=1", "{}");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest), (large.StatusCode, parameter.StatusCode));
    }

    [Fact]
    public async Task A_flood_of_unknown_keys_through_explain_respects_the_cool_down()
    {
        _ = await ExplainAsync(Bearer());
        long before = _host.Issuer.JwksFetches;
        string[] reasons = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => (string)(await ExplainAsync(Bearer(token => token.Header["kid"] = $"unknown-{i}")))["reason"]!));

        Assert.All(reasons, reason => Assert.Equal("key_unknown", reason));
        Assert.Equal(before + 1, _host.Issuer.JwksFetches);
    }

    [Fact]
    public async Task Nothing_that_is_pasted_is_logged_or_given_back_whole()
    {
        const string Planted = "pl4nted";
        JsonObject good = Proven(subject: Planted);
        JsonObject bad = Proven(subject: Planted);
        bad["authorization"] = $"Bearer {Planted}{(string?)bad["authorization"]}";
        JsonObject bare = new() { ["authorization"] = ((string)good["authorization"]!)["DPoP ".Length..] };
        string[] pasted = [.. new[] { good, bad }.SelectMany(request => new[] { (string)request["authorization"]!, (string)request["dpop"]! }).SelectMany(header => header.Split(' ', '.')).Where(part => part.Length > 20), Planted];

        string explained = string.Concat((await ExplainAsync(good)).ToJsonString(), (await ExplainAsync(bad)).ToJsonString(), (await ExplainAsync(bare)).ToJsonString());

        Assert.All(pasted, part => Assert.DoesNotContain(part, explained, StringComparison.Ordinal));
        Assert.All(pasted, part => Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Text_of_the_request_can_neither_hide_nor_grow_in_an_explanation()
    {
        JsonNode failed = Failed(await ExplainAsync(Bearer(token => token.Claims["aud"] = "\u001b[31m\u202e" + new string('x', 8000))));

        Assert.Equal("audience", (string?)failed["check"]);
        Assert.StartsWith("\\u001B[31m\\u202Exxx", (string?)failed["received"], StringComparison.Ordinal);
        Assert.InRange(((string)failed["received"]!).Length, 100, 400);
    }

    private static JsonNode Failed(JsonObject explained) => explained["checks"]!.AsArray().Single(check => (string?)check!["outcome"] == "failed")!;

    private JsonObject Bearer(Action<TokenSpec>? change = null) => new() { ["tenant"] = "acme", ["authorization"] = $"Bearer {_host.Issuer.Issuer.Token(token => Fill(token, change))}" };

    private JsonObject Proven(string? nonce = null, string? subject = null)
    {
        string token = _host.Issuer.Issuer.Token(spec => Fill(spec.BoundTo(_key), bound => bound.Claims["sub"] = subject ?? "user"));
        return new()
        {
            ["tenant"] = "acme",
            ["authorization"] = $"DPoP {token}",
            ["dpop"] = DPoPProof.Create(_key, "GET", Url, token, nonce, _host.Clock),
            ["method"] = "GET",
            ["url"] = Url,
        };
    }

    private static void Fill(TokenSpec token, Action<TokenSpec>? change)
    {
        token.Claims["aud"] = TestHost.Audience;
        change?.Invoke(token);
    }

    private Task<HttpResponseMessage> CallAsync(string document) => _host.AdminAsync(HttpMethod.Post, "/v1/explain", document);

    private async Task<JsonObject> ExplainAsync(JsonObject document)
    {
        using HttpResponseMessage response = await CallAsync(document.ToJsonString());
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
