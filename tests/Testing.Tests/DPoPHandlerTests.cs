using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Verifier.Testing.Tests;

public sealed class DPoPHandlerTests
{
    private const string Challenge = "DPoP algs=\"ES256\", error=\"use_dpop_nonce\", error_description=\"A fresh nonce is needed.\"";

    private readonly TestKey _key = TestKey.Shared();

    [Fact]
    public async Task A_request_carries_the_token_and_a_proof_for_itself()
    {
        await using TinyServer server = await TinyServer.StartAsync(Ok);
        TestClock clock = new();
        using HttpClient http = Client(time: clock);

        _ = await http.GetAsync(new Uri(server.Url, "/orders?page=2"));

        TinyServer.Received request = Assert.Single(server.Requests);
        JsonObject claims = Jws.ReadClaims(request.Proof);
        Assert.Equal("DPoP token-1", request.Authorization);
        Assert.Equal(("GET", $"{server.Url}orders"), ((string)claims["htm"]!, (string)claims["htu"]!));
        Assert.Equal(DPoPProof.HashOf("token-1"), (string)claims["ath"]!);
        Assert.Equal(clock.UnixSeconds, (long)claims["iat"]!);
        Assert.Null(request.Nonce);
    }

    [Fact]
    public async Task Each_request_has_a_proof_of_its_own()
    {
        await using TinyServer server = await TinyServer.StartAsync(Ok);
        using HttpClient http = Client();

        _ = await http.GetAsync(server.Url);
        _ = await http.GetAsync(server.Url);

        Assert.Equal(2, server.Requests.Select(request => (string)Jws.ReadClaims(request.Proof)["jti"]!).Distinct().Count());
    }

    [Theory]
    [InlineData(Challenge)]
    [InlineData("Bearer realm=\"api\", DPoP algs=\"ES256\", error=\"use_dpop_nonce\"")]
    [InlineData("dpop error=use_dpop_nonce")]
    public async Task A_server_that_asks_for_a_nonce_is_sent_the_request_again_with_it(string challenge)
    {
        await using TinyServer server = await TinyServer.StartAsync((request, response) => AskForNonce(request, response, challenge));
        using HttpClient http = Client();

        HttpResponseMessage answer = await http.PostAsync(server.Url, new StringContent("an order", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([null, "nonce-1"], server.Requests.Select(request => request.Nonce));
        Assert.All(server.Requests, request => Assert.Equal("an order", request.Body));
        Assert.Equal(2, server.Requests.Select(request => (string)Jws.ReadClaims(request.Proof)["jti"]!).Distinct().Count());
    }

    [Fact]
    public async Task Content_that_can_be_read_once_is_sent_twice_all_the_same()
    {
        await using TinyServer server = await TinyServer.StartAsync((request, response) => AskForNonce(request, response, Challenge));
        using HttpClient http = Client();
        using MemoryStream order = new("an order"u8.ToArray());

        _ = await http.PostAsync(server.Url, new StreamContent(order));

        Assert.Equal(["an order", "an order"], server.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task A_nonce_is_kept_for_the_next_request()
    {
        await using TinyServer server = await TinyServer.StartAsync((request, response) => AskForNonce(request, response, Challenge));
        using HttpClient http = Client();

        _ = await http.GetAsync(server.Url);
        _ = await http.GetAsync(new Uri(server.Url, "/other"));

        Assert.Equal([null, "nonce-1", "nonce-1"], server.Requests.Select(request => request.Nonce));
    }

    [Fact]
    public async Task A_nonce_that_comes_with_a_good_answer_is_used_from_then_on()
    {
        int answered = 0;
        await using TinyServer server = await TinyServer.StartAsync((_, response) =>
        {
            response.Headers["DPoP-Nonce"] = $"nonce-{++answered}";
            return Task.CompletedTask;
        });
        using HttpClient http = Client();

        _ = await http.GetAsync(server.Url);
        _ = await http.GetAsync(server.Url);
        _ = await http.GetAsync(server.Url);

        Assert.Equal([null, "nonce-1", "nonce-2"], server.Requests.Select(request => request.Nonce));
    }

    [Fact]
    public async Task A_nonce_stays_with_the_origin_that_gave_it()
    {
        await using TinyServer giver = await TinyServer.StartAsync((request, response) => AskForNonce(request, response, Challenge));
        await using TinyServer other = await TinyServer.StartAsync(Ok);
        using DPoPHandler handler = Handler();
        using HttpClient http = new(handler);

        _ = await http.GetAsync(giver.Url);
        _ = await http.GetAsync(other.Url);

        Assert.Null(Assert.Single(other.Requests).Nonce);
        Assert.Equal("nonce-1", handler.NonceOf(new Uri(giver.Url, "/anything")));
        Assert.Null(handler.NonceOf(other.Url));
    }

    [Fact]
    public async Task A_server_that_asks_again_and_again_is_tried_twice_and_no_more()
    {
        await using TinyServer server = await TinyServer.StartAsync((_, response) => Refuse(response, Challenge, Guid.NewGuid().ToString("N")));
        using HttpClient http = Client();

        HttpResponseMessage answer = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("DPoP error=\"invalid_token\"", "nonce-1")]
    [InlineData("Bearer error=\"use_dpop_nonce\"", "nonce-1")]
    [InlineData(Challenge, null)]
    [InlineData(Challenge, "no nonce")]
    [InlineData(Challenge, "no\"nonce")]
    public async Task A_refusal_that_offers_no_nonce_is_the_answer(string challenge, string? nonce)
    {
        await using TinyServer server = await TinyServer.StartAsync((_, response) => Refuse(response, challenge, nonce));
        using HttpClient http = Client();

        HttpResponseMessage answer = await http.GetAsync(server.Url);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        _ = Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_token_is_asked_for_with_each_request()
    {
        await using TinyServer server = await TinyServer.StartAsync(Ok);
        int asked = 0;
        using HttpClient http = new(new DPoPHandler(_key, _ => ValueTask.FromResult($"token-{++asked}")) { InnerHandler = Sockets() });

        _ = await http.GetAsync(server.Url);
        _ = await http.GetAsync(server.Url);

        Assert.Equal(["DPoP token-1", "DPoP token-2"], server.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task A_token_is_fetched_from_an_issuer_that_requires_a_nonce()
    {
        await using LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions
        {
            Key = _key,
            Clients = [new TestClient("shop", "s3cret")],
        });
        issuer.RequiredNonce = "nonce-1";
        TestKey proofKey = TestKey.Create();
        using HttpClient http = new(new DPoPHandler(proofKey) { InnerHandler = Sockets() });
        using FormUrlEncodedContent form = new([new("grant_type", "client_credentials"), new("client_id", "shop"), new("client_secret", "s3cret")]);

        HttpResponseMessage answer = await http.PostAsync(issuer.Issuer.TokenEndpoint, form);

        JsonNode body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(proofKey.Thumbprint, (string)Jws.ReadClaims((string)body["access_token"]!)["cnf"]!["jkt"]!);
        Assert.Equal(2, issuer.TokenRequests);
    }

    [Fact]
    public async Task Another_error_of_an_issuer_reaches_the_caller_whole()
    {
        await using LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Key = _key });
        issuer.RequiredNonce = "nonce-1";
        using HttpClient http = new(new DPoPHandler(_key) { InnerHandler = Sockets() });

        HttpResponseMessage answer = await http.PostAsync(issuer.Issuer.TokenEndpoint, new StringContent("{}", Encoding.UTF8, "application/json"));

        Assert.Contains("invalid_request", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, issuer.TokenRequests);
    }

    [Fact]
    public async Task A_Bearer_token_is_sent_with_each_request()
    {
        await using TinyServer server = await TinyServer.StartAsync(Ok);
        using HttpClient http = new(new BearerHandler("token-1") { InnerHandler = Sockets() });

        _ = await http.GetAsync(server.Url);

        Assert.Equal("Bearer token-1", Assert.Single(server.Requests).Authorization);
    }

    private HttpClient Client(TimeProvider? time = null) => new(Handler(time));

    private DPoPHandler Handler(TimeProvider? time = null) => new(_key, "token-1", time) { InnerHandler = Sockets() };

    private static SocketsHttpHandler Sockets() => new() { AllowAutoRedirect = false, UseProxy = false };

    private static Task Ok(TinyServer.Received request, HttpResponse response) => Task.CompletedTask;

    private static Task AskForNonce(TinyServer.Received request, HttpResponse response, string challenge)
        => request.Nonce == "nonce-1" ? Task.CompletedTask : Refuse(response, challenge, "nonce-1");

    private static Task Refuse(HttpResponse response, string challenge, string? nonce)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = challenge;
        if (nonce is not null)
        {
            response.Headers["DPoP-Nonce"] = nonce;
        }

        return Task.CompletedTask;
    }
}
