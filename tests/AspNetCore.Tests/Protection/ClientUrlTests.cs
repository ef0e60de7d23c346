using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>A proof's <c>htu</c> is compared with the URL that the client saw, whatever stands between.</summary>
public sealed class ClientUrlTests
{
    private readonly TestKey _key = TestKey.Create();

    [Theory]
    [InlineData("/orders/1")]
    [InlineData("/orders/a%2Fb")]
    [InlineData("/orders/a%20b%25c")]
    [InlineData("/orders/%C3%A9")]
    [InlineData("/orders/1?page=2")]
    public async Task A_path_is_compared_as_the_client_sent_it(string path)
    {
        await using ProtectedApp app = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync(path, _key))).Status);
    }

    [Fact]
    public async Task A_proof_for_another_path_is_refused()
    {
        await using ProtectedApp app = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, app.Url + "/orders/2"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/a%2Fb", _key, app.Url + "/orders/a/b"))).Status);
    }

    [Fact]
    public async Task A_path_base_is_a_part_of_the_clients_url()
    {
        await using ProtectedApp app = await StartAsync(app => app.UsePathBase("/base"));

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/base/orders/1", _key))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/base/orders/1", _key, app.Url + "/orders/1"))).Status);
    }

    [Fact]
    public async Task Behind_a_proxy_the_forwarded_headers_say_what_the_client_saw()
    {
        await using ProtectedApp app = await StartAsync(app => app.UseForwardedHeaders());
        (string, string)[] forwarded = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "api.acme.example"), ("X-Forwarded-Prefix", "/shop")];

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, "https://api.acme.example/shop/orders/1", forwarded))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, "https://api.acme.example/orders/1", forwarded))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, null, forwarded))).Status);
    }

    [Fact]
    public async Task A_forwarded_prefix_and_a_path_base_are_both_a_part_of_it()
    {
        await using ProtectedApp app = await StartAsync(app => app.UseForwardedHeaders().UsePathBase("/base"));

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/base/orders/1", _key, app.Url + "/shop/base/orders/1", ("X-Forwarded-Prefix", "/shop")))).Status);
    }

    [Fact]
    public async Task A_prefix_that_is_also_the_paths_first_segment_is_not_taken_for_it()
    {
        await using ProtectedApp app = await StartAsync(app => app.UseForwardedHeaders());

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, app.Url + "/orders/1", ("X-Forwarded-Prefix", "/orders")))).Status);
        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, app.Url + "/orders/orders/1", ("X-Forwarded-Prefix", "/orders")))).Status);
    }

    [Fact]
    public async Task A_client_that_sends_forwarded_headers_itself_changes_nothing_without_the_middleware()
    {
        await using ProtectedApp app = await StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key, "https://api.acme.example/orders/1", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "api.acme.example")))).Status);
    }

    [Fact]
    public async Task A_tenants_public_origin_takes_the_place_of_what_the_server_sees()
    {
        await using ProtectedApp app = await StartAsync(settings: ("Verifier:Tenants:acme:publicOrigin", "https://api.acme.example"));

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1?a=b", _key, "https://api.acme.example/orders/1"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetBoundAsync("/orders/1", _key))).Status);
    }

    [Theory]
    [InlineData("/orders#/../../admin")]
    [InlineData("/orders#")]
    [InlineData("/orders#/../../base/admin")]
    public async Task A_proof_for_one_path_does_not_pass_at_another_behind_a_number_sign(string target)
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/{**path}", (HttpContext context) => "served " + context.Request.Path).RequireAccessToken());
        string token = app.Issuer.Issuer.Token(t => t.BoundTo(_key));
        string proof = DPoPProof.Create(_key, "GET", app.Url + "/orders", token, time: app.Clock);

        string answer = await SendRawAsync(app, $"GET {target} HTTP/1.1", $"Authorization: DPoP {token}", $"DPoP: {proof}");

        Assert.DoesNotContain("served", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/orders/a%25bc")]
    [InlineData("/orders/a%2Fb")]
    [InlineData("/orders/a%252Fb")]
    public async Task A_path_is_compared_as_sent_behind_a_base(string path)
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/{**path}", (HttpContext context) => "served " + context.Request.Path).RequireAccessToken();
        });
        string token = app.Issuer.Issuer.Token(t => t.BoundTo(_key));
        string proof = DPoPProof.Create(_key, "GET", app.Url + "/base" + path, token, time: app.Clock);

        string answer = await SendRawAsync(app, $"GET /base{path} HTTP/1.1", $"Authorization: DPoP {token}", $"DPoP: {proof}");

        Assert.Contains("served", answer, StringComparison.Ordinal);
    }

    private static async Task<string> SendRawAsync(ProtectedApp app, string requestLine, params string[] headers)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Url).Port);
        NetworkStream stream = client.GetStream();
        string request = string.Join("\r\n", [requestLine, $"Host: {new Uri(app.Url).Authority}", "Connection: close", .. headers, "", ""]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }

    private static Task<ProtectedApp> StartAsync(Action<WebApplication>? pipeline = null, params (string, string?)[] settings) => ProtectedApp.StartAsync(
        app =>
        {
            // Said by hand, because WebApplication would put them before what the pipeline begins with.
            pipeline?.Invoke(app);
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/orders/{**id}", (string id) => id).RequireAccessToken();
        },
        services => services.Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.All),
        settings: settings);
}
