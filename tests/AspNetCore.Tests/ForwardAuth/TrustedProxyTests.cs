using System.Net;
using System.Net.Sockets;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>Whose word is taken for what a client has sent.</summary>
public sealed class TrustedProxyTests
{
    private const string Secret = "proxy-0123456789-0123456789-0123456789";
    private const string Next = "next-0123456789-0123456789-0123456789";

    // All of 127.0.0.0/8 is this machine.
    private static readonly IPAddress Proxy = IPAddress.Parse("127.0.0.9");

    [Theory]
    [InlineData("127.0.0.9")]
    [InlineData("127.0.0.8/31")]
    public async Task Forged_forwarded_headers_from_an_untrusted_address(string trusted)
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:ForwardAuth:TrustedProxies:0", trusted));
        List<(string, string)> bound = host.Bound(TestKey.Shared());

        RawCall forged = await host.AuthAsync([.. bound, ("X-Forwarded-For", "127.0.0.9"), ("X-Real-IP", "127.0.0.9"), ("Forwarded", "for=127.0.0.9")]);
        Assert.Equal(403, forged.Status);
        Assert.Empty(forged.Lines("WWW-Authenticate"));
        Assert.Contains("127.0.0.1, which is not among Verifier:ForwardAuth:TrustedProxies", Assert.Single(host.Logs.Of(ProxiedCalls.GateCategory)), StringComparison.Ordinal);

        // Nothing was judged: the proof is unused.
        Assert.Equal(200, (await host.AuthAsync(bound, from: Proxy)).Status);
    }

    [Fact]
    public async Task A_flood_from_an_untrusted_address_writes_a_dozen_lines()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9"));

        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(403, (await host.AuthAsync(host.Bearer())).Status);
        }

        Assert.Equal(11, host.Logs.Of(ProxiedCalls.GateCategory).Count());
        Assert.Equal(200, (await host.AuthAsync(host.Bearer(), from: Proxy)).Status);
    }

    [Fact]
    public async Task On_a_socket_for_both_families_an_IPv4_proxy_is_still_itself()
    {
        await using TestHost usual = await OnBothFamiliesAsync();
        await using TestHost named = await OnBothFamiliesAsync(("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9/32"));

        Assert.Equal(200, (await usual.AuthAsync(usual.Bearer())).Status);
        Assert.Equal(200, (await named.AuthAsync(named.Bearer(), from: Proxy)).Status);
        Assert.Equal(403, (await named.AuthAsync(named.Bearer())).Status);
    }

    [Fact]
    public async Task A_caller_key_does_not_make_a_proxy_of_its_owner()
    {
        const string Key = "web-0123456789-0123456789-0123456789";
        await using TestHost host = await TestHost.StartAsync(("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9"), ("Verifier:Callers:web:Key", Key), ("Verifier:Callers:web:Tenants:0", "*"));

        Assert.Equal(403, (await host.AuthAsync([.. ProxiedCalls.Forwarded(), ("Authorization", $"Bearer {Key}")])).Status);
    }

    [Fact]
    public async Task A_connection_without_an_address_is_nobodys()
    {
        string path = Path.Combine(Path.GetTempPath(), $"verifier-{Guid.NewGuid():n}.sock");
        await using TestHost host = await TestHost.StartAsync(
            ("urls", $"http://unix:{path}"), ("Verifier:AllowPlainHttp", "true"), ("Verifier:ForwardAuth:TrustedProxies:0", "0.0.0.0/0"), ("Verifier:ForwardAuth:TrustedProxies:1", "::/0"), ("Verifier:ForwardAuth:Secrets:edge", Secret));
        using HttpClient http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using HttpRequestMessage request = new(HttpMethod.Get, "http://localhost/v1/auth");
        request.Headers.Add("X-Verifier-Secret", Secret);

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_missing_wrong_or_repeated_secret_from_a_trusted_address()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:ForwardAuth:Secrets:now", Secret), ("Verifier:ForwardAuth:Secrets:next", Next));
        List<(string Name, string Value)> bound = host.Bound(TestKey.Shared());
        string[][] wrong = [[], [""], [Secret + "x"], [Secret[..^1]], [Secret.ToUpperInvariant()], [Secret, Secret], [Secret, "x"], [$"{Secret}, {Next}"], [$"Bearer {Secret}"], [TestHost.AdminKey]];

        foreach (string[] values in wrong)
        {
            RawCall call = await host.AuthAsync(bound.With("X-Verifier-Secret", values));
            Assert.True(call.Status == 403, string.Join(" | ", values));
        }

        Assert.Equal(10, host.Logs.Of(ProxiedCalls.GateCategory).Count());
        Assert.All(host.Logs.Of(ProxiedCalls.GateCategory), line => Assert.Contains("its X-Verifier-Secret is not one of Verifier:ForwardAuth:Secrets", line, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Text.Contains("0123456789-", StringComparison.Ordinal));
        Assert.Equal(200, (await host.AuthAsync(bound.With("X-Verifier-Secret", Secret))).Status);
        Assert.Equal(200, (await host.AuthAsync(host.Bearer().With("X-Verifier-Secret", Next))).Status);
    }

    [Fact]
    public async Task A_right_secret_from_an_untrusted_address()
    {
        await using TestHost host = await TestHost.StartAsync(
            ("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9"), ("Verifier:ForwardAuth:Secrets:edge", Secret), ("Verifier:ForwardAuth:SecretHeader", "X-Edge"));

        Assert.Equal(403, (await host.AuthAsync(host.Bearer().With("X-Edge", Secret))).Status);
        Assert.Equal(403, (await host.AuthAsync(host.Bearer(), from: Proxy)).Status);
        Assert.Equal(403, (await host.AuthAsync(host.Bearer().With("X-Verifier-Secret", Secret), from: Proxy)).Status);
        Assert.Equal(200, (await host.AuthAsync(host.Bearer().With("X-Edge", Secret), from: Proxy)).Status);
    }

    [Fact]
    public async Task A_host_that_listens_beyond_loopback_for_named_proxies_alone_gives_nobody_else_a_verdict()
    {
        await using TestHost host = await OnBothFamiliesAsync(("Verifier:Callers:web:Key", null), ("Verifier:Callers:web:Tenants:0", null), ("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9"));

        Assert.Equal(200, (await host.AuthAsync(host.Bearer(), from: Proxy)).Status);
        Assert.Equal(403, (await host.AuthAsync(host.Bearer())).Status);
    }

    private static Task<TestHost> OnBothFamiliesAsync(params (string, string?)[] more) => TestHost.StartAsync(
        [("urls", "http://[::]:0"), ("Verifier:AllowPlainHttp", "true"), ("Verifier:Callers:web:Key", "web-0123456789-0123456789-0123456789"), ("Verifier:Callers:web:Tenants:0", "*"), .. more]);
}
