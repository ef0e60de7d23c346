using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Credentials;

/// <summary>Who may ask for decisions.</summary>
public sealed class CallerTests
{
    private const string WebKey = "web-0123456789-0123456789-0123456789";
    private const string OtherKey = "other-0123456789-0123456789-0123456789";

    [Fact]
    public async Task On_loopback_anybody_may_ask()
    {
        await using TestHost host = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Http, null));
    }

    [Theory]
    [InlineData("Bearer wrong-0123456789-0123456789-0123456789")]
    [InlineData("Bearer " + WebKey + "x")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + WebKey)]
    [InlineData(WebKey)]
    [InlineData("Bearer " + TestHost.AdminKey)]
    [InlineData("Bearer " + WebKey + ", Bearer " + WebKey)]
    public async Task On_loopback_a_wrong_key_is_refused_all_the_same(string authorization)
    {
        await using TestHost host = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host.Http, authorization));
    }

    [Fact]
    public async Task Without_any_callers_a_key_is_refused()
    {
        await using TestHost host = await TestHost.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host.Http, "Bearer " + WebKey));
    }

    [Fact]
    public async Task Two_authorization_headers_are_refused_though_both_are_right()
    {
        await using TestHost host = await StartAsync();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Http.BaseAddress!.Port);
        string line = $"Authorization: Bearer {WebKey}\r\n";
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"POST /v1/verify HTTP/1.1\r\nHost: a\r\n{line}{line}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}"));
        byte[] answer = new byte[12];
        await socket.ReceiveAsync(answer);

        Assert.Equal("HTTP/1.1 401", System.Text.Encoding.ASCII.GetString(answer));
    }

    [Theory]
    [InlineData("Bearer " + WebKey)]
    [InlineData("bearer  " + WebKey)]
    public async Task A_caller_with_its_key_is_served(string authorization)
    {
        await using TestHost host = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Http, authorization));
    }

    [Fact]
    public async Task A_connection_that_is_not_known_to_be_loopback_needs_a_key()
    {
        string path = Path.Combine(Path.GetTempPath(), $"verifier-{Guid.NewGuid():n}.sock");
        await using TestHost host = await StartAsync(("urls", $"http://unix:{path}"), ("Verifier:AllowPlainHttp", "true"));
        using HttpClient socket = Through(path);

        using HttpResponseMessage refused = await socket.PostAsync("/v1/verify", TestHost.Json("{}"));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(socket, "Bearer wrong-0123456789-0123456789-0123456789"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(socket, "Bearer " + WebKey));
    }

    [Fact]
    public async Task A_key_is_asked_for_before_the_body_is_read()
    {
        await using TestHost host = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host.Http, "Bearer wrong", "no json"));
    }

    [Fact]
    public async Task A_caller_sees_its_own_tenants_only()
    {
        await using TestHost host = await StartAsync();
        string body = """{"tenant":"acme"}""";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Http, "Bearer " + WebKey, body));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host.Http, "Bearer " + OtherKey, body));
    }

    [Fact]
    public async Task A_token_does_not_choose_a_tenant_that_its_caller_may_not_use()
    {
        await using TestHost host = await StartAsync();
        string body = new JsonObject { ["authorization"] = $"Bearer {host.Issuer.Issuer.Token()}" }.ToJsonString();

        Assert.True((bool?)(await AnswerAsync(host.Http, WebKey, body))["allowed"]);
        Assert.Equal("issuer_unknown", (string?)(await AnswerAsync(host.Http, OtherKey, body))["reason"]);
    }

    [Fact]
    public async Task A_caller_beyond_its_rate_is_told_when_to_come_back_and_others_are_not()
    {
        await using TestHost host = await StartAsync(("Verifier:Callers:web:Rate", "1"));
        List<HttpResponseMessage> responses = [.. await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(host.Http, "Bearer " + WebKey, "{}")))];

        HttpResponseMessage limited = responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("application/problem+json", limited.Content.Headers.ContentType?.ToString());
        Assert.True(limited.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host.Http, "Bearer " + OtherKey));
        responses.ForEach(response => response.Dispose());
    }

    private static Task<TestHost> StartAsync(params (string, string?)[] more) => TestHost.StartAsync(
    [
        ("Verifier:Callers:web:Key", WebKey),
        ("Verifier:Callers:web:Tenants:0", "acme"),
        ("Verifier:Callers:other:Key", OtherKey),
        ("Verifier:Callers:other:Tenants:0", "another"),
        .. more,
    ]);

    private static HttpClient Through(string path) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost") };

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, string? authorization, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/verify") { Content = TestHost.Json(body) };
        if (authorization is not null)
        {
            Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
        }

        return await http.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string? authorization, string body = "{}")
    {
        using HttpResponseMessage response = await PostAsync(http, authorization, body);
        return response.StatusCode;
    }

    private static async Task<JsonObject> AnswerAsync(HttpClient http, string key, string body)
    {
        using HttpResponseMessage response = await PostAsync(http, "Bearer " + key, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await TestHost.ReadAsync(response);
    }
}
