using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Protection;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>Whatever kind of endpoint it is, the metadata's lock answers before a body is read. gRPC services and a proxy's routes are endpoints with a request delegate, as mapped here by hand.</summary>
public sealed class EndpointKindTests : IAsyncLifetime
{
    private ProtectedApp _app = null!;

    public async Task InitializeAsync() => _app = await ProtectedApp.StartAsync(
        app =>
        {
            app.MapPost("/minimal", (Letter letter) => letter.Text).RequireAccessToken();
            app.MapPost("/delegate", (HttpContext context) => context.Response.WriteAsync("secret")).RequireAccessToken();
            app.MapControllers();
            app.MapControllerRoute("conventional", "conventional/{action}", new { controller = "Conventional" }).RequireAccessToken();
            app.MapRazorPages().RequireAccessToken();
            app.MapHub<SecretHub>("/hub").RequireAccessToken();
            app.MapHub<MarkedHub>("/marked-hub");
            app.MapStaticAssets().RequireAccessToken();
            RequestDelegate forward = context => context.Response.WriteAsync("secret");
            app.MapMethods("/orders.Orders/Get", ["POST"], forward).RequireAccessToken();
            app.Map("/proxied/{**rest}", forward).RequireAccessToken();
            app.MapFallback(forward).RequireAccessToken();
        },
        services =>
        {
            services.AddControllersWithViews().AddApplicationPart(typeof(EndpointKindTests).Assembly);
            services.AddRazorPages(options => options.RootDirectory = "/Protection/Pages");
            services.AddSignalR();
        });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("POST", "/minimal", "application/json")]
    [InlineData("POST", "/delegate", "text/plain")]
    [InlineData("POST", "/marked", "application/json")]
    [InlineData("POST", "/conventional/act", "application/json")]
    [InlineData("GET", "/page", null)]
    [InlineData("POST", "/page", "application/x-www-form-urlencoded")]
    [InlineData("POST", "/hub/negotiate", "text/plain")]
    [InlineData("POST", "/marked-hub/negotiate", "text/plain")]
    [InlineData("GET", "/hub", null)]
    [InlineData("GET", "/asset.txt", null)]
    [InlineData("POST", "/orders.Orders/Get", "application/grpc")]
    [InlineData("PUT", "/proxied/anywhere", "application/octet-stream")]
    [InlineData("GET", "/anything-else", null)]
    public async Task Every_kind_of_endpoint_answers_401_before_a_body_is_sent(string method, string path, string? contentType)
    {
        string answer = await AskWithoutBodyAsync(method, path, contentType);

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Bearer realm=\"api\", DPoP algs=", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/page")]
    [InlineData("/asset.txt")]
    [InlineData("/proxied/anywhere")]
    [InlineData("/anything-else")]
    public async Task And_lets_a_good_token_in(string path)
    {
        using HttpResponseMessage response = await _app.GetAsync(path, _app.Issuer.Issuer.Token());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/marked", "read:orders", HttpStatusCode.OK)]
    [InlineData("/marked", "other", HttpStatusCode.Forbidden)]
    [InlineData("/conventional/act", "other", HttpStatusCode.OK)]
    public async Task Actions_have_demands_of_their_own(string path, string scope, HttpStatusCode expected)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent("{\"text\":\"x\"}", Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {_app.Issuer.Issuer.Token(t => t.Claims["scope"] = scope)}");

        using HttpResponseMessage response = await _app.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    // A body is announced and never sent: whoever reads it first waits for ever.
    private async Task<string> AskWithoutBodyAsync(string method, string path, string? contentType)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(_app.Url).Port);
        NetworkStream stream = client.GetStream();
        string body = contentType is null ? "" : $"Content-Type: {contentType}\r\nContent-Length: 1000\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: api.test\r\n{body}\r\n"));
        byte[] buffer = new byte[16 * 1024];
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        StringBuilder answer = new();
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, deadline.Token);
            Assert.True(read > 0, $"The connection ended: {answer}");
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    public sealed class SecretHub : Hub;

    [RequireAccessToken]
    public sealed class MarkedHub : Hub;
}
