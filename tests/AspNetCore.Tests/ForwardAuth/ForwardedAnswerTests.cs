using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>What a proxy gets back, and what of it a client and an upstream see.</summary>
public sealed class ForwardedAnswerTests : IAsyncLifetime
{
    private static readonly string[] Identity = ["X-Auth-Tenant", "X-Auth-Subject", "X-Auth-Client", "X-Auth-Scopes", "X-Auth-Issuer"];

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(("Verifier:Tenants:strict:issuers:0", "https://login.strict.test/"), ("Verifier:Tenants:strict:audiences:0", "https://strict.test"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_good_token_is_answered_with_who_is_there()
    {
        RawCall call = await _host.AuthAsync(_host.Bearer(token => Say(token, "ada", "shop", "write:orders read:orders")), "?tenant=acme&scope=read:orders");

        Assert.Equal((200, ""), (call.Status, call.Body.Replace("0\r\n\r\n", "", StringComparison.Ordinal)));
        Assert.Equal(["acme", "ada", "shop", "write:orders read:orders", _host.Issuer.Url], Identity.Select(call.Header));
        Assert.Equal("no-store", call.Header("Cache-Control"));
        Assert.Empty(call.Lines("X-Auth-Claims"));
        Assert.Empty(call.Lines("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_bound_token_passes_with_its_proof_for_the_url_that_the_client_used_and_once()
    {
        List<(string, string)> headers = _host.Bound(TestKey.Shared());

        Assert.Equal(200, (await _host.AuthAsync(headers)).Status);
        RawCall again = await _host.AuthAsync(headers);
        Assert.Equal((401, "invalid_dpop_proof"), (again.Status, (string?)again.Json()["error"]));
        Assert.Equal(401, (await _host.AuthAsync(_host.Bound(TestKey.Shared(), "https://verifier.internal/v1/auth"))).Status);
    }

    [Fact]
    public async Task The_clients_own_identity_headers_survive_for_no_token_because_every_one_is_always_sent()
    {
        RawCall call = await _host.AuthAsync(
            [.. _host.Bearer(token => Say(token, null, null, null)), .. Identity.Select(name => (name, "forged"))]);

        Assert.Equal(200, call.Status);
        Assert.Equal(["acme", "", "", "", _host.Issuer.Url], Identity.Select(call.Header));
    }

    [Fact]
    public async Task Without_credentials_the_challenges_are_one_line_that_nginx_can_pass_on()
    {
        RawCall call = await _host.AuthAsync(ProxiedCalls.Forwarded());

        Assert.Equal(401, call.Status);
        Assert.Matches("^Bearer realm=\"api\", DPoP algs=\"[A-Z0-9 ]+\"$", call.Header("WWW-Authenticate"));
        Assert.Equal("no-store", call.Header("Cache-Control"));
        Assert.DoesNotContain(call.Headers, header => header.Name.StartsWith("X-Auth-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_the_contract_answers_with_400_is_401_here_because_proxies_pass_only_that_on()
    {
        List<(string Name, string Value)> headers = _host.Bearer();
        RawCall call = await _host.AuthAsync([.. headers, headers[^1]]);

        Assert.Equal((401, 401, "invalid_request"), (call.Status, (int)call.Json()["status"]!, (string?)call.Json()["error"]));
        Assert.Contains("error=\"invalid_request\"", call.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_scope_is_403_with_its_challenge()
    {
        RawCall call = await _host.AuthAsync(_host.Bearer(), "?scope=delete:orders%20write:orders");

        Assert.Equal(403, call.Status);
        Assert.Contains("error=\"insufficient_scope\"", call.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Contains("scope=\"delete:orders write:orders\"", call.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?audience=https://api.test", 200)]
    [InlineData("?audience=https%3A%2F%2Fother.test", 401)]
    [InlineData("?claim=iss", 200)]
    [InlineData("?claim=org_id", 401)]
    public async Task Audience_and_claim_narrow_what_the_tenant_takes(string query, int status) => Assert.Equal(status, (await _host.AuthAsync(_host.Bearer(), query)).Status);

    [Fact]
    public async Task Without_keys_it_is_503_and_says_when_to_come_back()
    {
        await _host.Issuer.DisposeAsync();

        RawCall call = await _host.AuthAsync(_host.Bearer());

        Assert.Equal((503, "temporarily_unavailable"), (call.Status, (string?)call.Json()["error"]));
        Assert.True(int.Parse(call.Header("Retry-After"), null) > 0);
        Assert.Empty(call.Lines("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_refusals_body_is_sent_with_its_length_and_not_in_chunks()
    {
        RawCall call = await _host.AuthAsync(ProxiedCalls.Forwarded());

        Assert.Equal(401, call.Status);
        Assert.Empty(call.Lines("Transfer-Encoding"));
        Assert.Equal($"{Encoding.UTF8.GetByteCount(call.Body)}", call.Header("Content-Length"));
        Assert.Equal(401, (int?)call.Json()["status"]);
    }

    [Fact]
    public async Task A_nonce_is_asked_for_and_passed_on_and_exposed_to_scripts()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Tenants:acme:dpop:nonce", "required"));

        RawCall asked = await host.AuthAsync(host.Bound(TestKey.Shared()));
        Assert.Equal((401, "use_dpop_nonce"), (asked.Status, (string?)asked.Json()["error"]));
        Assert.StartsWith("DPoP error=\"use_dpop_nonce\"", asked.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("DPoP-Nonce, WWW-Authenticate", asked.Header("Access-Control-Expose-Headers"));

        string nonce = asked.Header("DPoP-Nonce");
        RawCall good = await host.AuthAsync(host.Bound(TestKey.Shared(), nonce: nonce));
        Assert.Equal(200, good.Status);
        Assert.Empty(good.Lines("DPoP-Nonce"));

        host.Clock.Advance(TimeSpan.FromSeconds(200));
        RawCall ageing = await TestHost.AnsweredAsync(() => host.AuthAsync(host.Bound(TestKey.Shared(), nonce: nonce)), call => call.Status);
        Assert.Equal(200, ageing.Status);
        Assert.NotEqual(nonce, ageing.Header("DPoP-Nonce"));
    }

    [Fact]
    public async Task A_line_break_in_a_claim_begins_no_header()
    {
        RawCall call = await _host.AuthAsync(_host.Bearer(token =>
            Say(token, "ada\r\nX-Auth-Tenant: strict\r\n", "Zoë %0d,\t\"\u0000\u007f\u2028😀", new JsonArray("a\nb", "ü"))));

        Assert.Equal(200, call.Status);
        Assert.Equal(["acme", "ada%0D%0AX-Auth-Tenant:%20strict%0D%0A", "Zo%C3%AB%20%250d,%09\"%00%7F%E2%80%A8%F0%9F%98%80"], Identity[..3].Select(call.Header));
        Assert.DoesNotContain("\n", call.Header("X-Auth-Scopes"), StringComparison.Ordinal);
        Assert.Equal("ada\r\nX-Auth-Tenant: strict\r\n", Uri.UnescapeDataString(call.Header("X-Auth-Subject")));
    }

    [Fact]
    public async Task Claims_are_sent_as_the_issuer_wrote_them_where_they_are_asked_for()
    {
        string token = _host.Token(spec => spec.Claims["note"] = "Zoë\r\n");
        RawCall call = await _host.AuthAsync([.. ProxiedCalls.Forwarded(), ("Authorization", $"Bearer {token}")], "?claims=true");

        Assert.Equal(200, call.Status);
        Assert.Equal(token.Split('.')[1], call.Header("X-Auth-Claims"));
        Assert.Equal("Zoë\r\n", (string?)JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(call.Header("X-Auth-Claims"))))!["note"]);
        Assert.Empty((await _host.AuthAsync(_host.Bearer(), "?claims=false")).Lines("X-Auth-Claims"));
    }

    [Fact]
    public async Task Claims_of_more_than_4_KiB_are_refused_because_their_absence_would_say_that_there_are_none()
    {
        int Length(string token) => token.Split('.')[1].Length;
        string Padded(int by) => _host.Token(spec => spec.Claims["note"] = new string('x', by));
        int most = Enumerable.Range(2000, 1200).Last(by => Length(Padded(by)) <= 4096);

        Assert.Equal(4096, (await CallAsync(Padded(most))).Header("X-Auth-Claims").Length);
        RawCall call = await CallAsync(Padded(most + 1));

        Assert.Equal(403, call.Status);
        Assert.DoesNotContain(call.Headers, header => header.Name.StartsWith("X-Auth-", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("its claims take 4098 characters", Assert.Single(_host.Logs.Of(ProxiedCalls.Category), line => line.Contains("claims take", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(200, (await _host.AuthAsync([.. ProxiedCalls.Forwarded(), ("Authorization", $"Bearer {Padded(most + 1)}")])).Status);

        Task<RawCall> CallAsync(string token) => _host.AuthAsync([.. ProxiedCalls.Forwarded(), ("Authorization", $"Bearer {token}")], "?claims=true");
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_refused_and_judge_nothing(string method)
    {
        List<(string, string)> headers = _host.Bound(TestKey.Shared());

        RawCall call = await _host.AuthAsync(method == "POST" ? [.. headers, ("Content-Length", "0")] : headers, method: method);

        Assert.Equal((405, "GET"), (call.Status, call.Header("Allow")));
        Assert.Equal(200, (await _host.AuthAsync(headers)).Status);
    }

    [Fact]
    public async Task A_token_of_16_KiB_is_judged_and_headers_beyond_32_KiB_are_refused_by_the_server()
    {
        string big = _host.Token(spec => spec.Claims["note"] = new string('x', 11_500));
        Assert.InRange(big.Length, 15_000, 16_384);

        Assert.Equal(200, (await _host.AuthAsync([.. ProxiedCalls.Forwarded(), ("Authorization", $"Bearer {big}")])).Status);
        Assert.Equal(431, (await _host.AuthAsync([.. ProxiedCalls.Forwarded(), ("Authorization", $"Bearer {big}"), ("DPoP", new string('x', 17_000))])).Status);
    }

    [Fact]
    public async Task A_refused_request_is_logged_by_its_decision_and_neither_token_nor_url_is()
    {
        RawCall call = await _host.AuthAsync([.. ProxiedCalls.Forwarded("/secret-path"), ("Authorization", "Bearer secret-token")]);

        Assert.Equal(401, call.Status);
        string id = (string)call.Json()["decisionId"]!;
        Assert.Contains(_host.Logs.Lines, line => line.Text.Contains(id, StringComparison.Ordinal) && line.Text.Contains("token_malformed", StringComparison.Ordinal));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains("secret-", StringComparison.Ordinal));
        Assert.DoesNotContain("secret-", call.Body, StringComparison.Ordinal);
    }

    private static void Say(TokenSpec token, JsonNode? subject, JsonNode? client, JsonNode? scope)
    {
        foreach ((string claim, JsonNode? value) in (ReadOnlySpan<(string, JsonNode?)>)[("sub", subject), ("client_id", client), ("scope", scope)])
        {
            if (value is null)
            {
                token.Claims.Remove(claim);
            }
            else
            {
                token.Claims[claim] = value;
            }
        }
    }
}
