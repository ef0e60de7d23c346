using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>To whom the fetcher connects. Every name resolves to what the test says; nothing beyond loopback is ever contacted.</summary>
public sealed class FetchAddressTests : FetcherTest
{
    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7, a private address; mark the issuer internal to allow it")]
    [InlineData("::ffff:192.168.1.1", "::ffff:192.168.1.1, a private address; mark the issuer internal to allow it")]
    [InlineData("169.254.169.254", "169.254.169.254, a cloud's metadata address")]
    [InlineData("64:ff9b::a9fe:a9fe", "64:ff9b::a9fe:a9fe, the NAT64 form of 169.254.169.254, a cloud's metadata address")]
    [InlineData("fd00:ec2::254", "fd00:ec2::254, a cloud's metadata address")]
    [InlineData("127.0.0.1", "127.0.0.1, a loopback address")]
    [InlineData("::1", "::1, a loopback address")]
    [InlineData("0.0.0.0", "0.0.0.0, an unspecified address")]
    public async Task A_name_that_resolves_to_no_public_address_is_not_connected_to(string address, string fault)
    {
        await AssertFaultAsync($"https://issuer.example{IssuerServer.OpenId} resolves to {fault}", "https://issuer.example", Fetcher(allowLoopback: false, addresses: address));
        Assert.Equal(["issuer.example"], Resolved);
    }

    [Theory]
    [InlineData("https://10.0.0.7", "is at a private address; mark the issuer internal to allow it")]
    [InlineData("https://[::ffff:10.0.0.7]", "is at a private address; mark the issuer internal to allow it")]
    [InlineData("https://169.254.169.254", "is at a cloud's metadata address")]
    [InlineData("https://2852039166", "is at a cloud's metadata address")]
    [InlineData("https://0xa9.0xfe.0xa9.0xfe", "is at a cloud's metadata address")]
    [InlineData("https://0251.0376.0251.0376", "is at a cloud's metadata address")]
    [InlineData("https://[fe80::1]", "is at a link-local address")]
    [InlineData("https://127.1", "is at a loopback address")]
    public async Task An_address_instead_of_a_name_is_judged_however_it_is_spelt(string issuer, string fault)
    {
        await AssertFaultAsync($"{new Uri(issuer).AbsoluteUri.TrimEnd('/')}{IssuerServer.OpenId} {fault}", issuer, Fetcher(allowLoopback: false));
        Assert.Empty(Resolved);
    }

    [Fact]
    public async Task Of_several_addresses_only_permitted_ones_are_connected_to()
    {
        string issuer = $"http://issuer.localhost:{Server.Port}";
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, Server.Metadata(issuer, $"{issuer}/jwks"));

        KeyFetch fetch = await FetchAsync(issuer, Fetcher(addresses: ["10.0.0.7", "169.254.169.254", "::ffff:127.0.0.1"]));

        Assert.Equal(Server.Jwks, Text(fetch));
    }

    [Fact]
    public async Task Where_one_address_does_not_answer_the_next_one_is_tried()
    {
        string issuer = $"http://issuer.localhost:{Server.Port}";
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, Server.Metadata(issuer, $"{issuer}/jwks"));

        KeyFetch fetch = await FetchAsync(issuer, Fetcher(addresses: ["127.0.0.2", "127.0.0.1"]));

        Assert.Equal(Server.Jwks, Text(fetch));
    }

    [Fact]
    public async Task Localhost_is_a_name_like_any_other_and_works()
    {
        string issuer = $"http://localhost:{Server.Port}";
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, Server.Metadata(issuer, $"{issuer}/jwks"));

        Assert.Equal(Server.Jwks, Text(await FetchAsync(issuer, new HttpsKeyFetcher(new FetchOptions { AllowHttpLoopback = true }, Clock))));
    }

    [Fact]
    public async Task A_jwks_uri_on_another_host_is_judged_like_the_issuer()
    {
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, Server.Metadata(jwksUri: "https://keys.example/jwks"));

        await AssertFaultAsync(
            "https://keys.example/jwks resolves to 10.0.0.7, a private address; mark the issuer internal to allow it",
            fetcher: Fetcher(addresses: "10.0.0.7"));
    }

    [Fact]
    public async Task Dns_rebinding_between_two_documents_is_noticed()
    {
        string issuer = $"http://issuer.localhost:{Server.Port}";
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, Server.Metadata(issuer, $"{issuer}/jwks"));
        var answers = new Queue<string>(["127.0.0.1", "169.254.169.254"]);
        var fetcher = new HttpsKeyFetcher(new FetchOptions { AllowHttpLoopback = true }, Clock, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]), null);

        await AssertFaultAsync($"{issuer}/jwks resolves to 169.254.169.254, no loopback address; http is for those alone", issuer, fetcher);
    }

    [Fact]
    public async Task Http_goes_to_no_other_address_than_loopback_whatever_its_name()
        => await AssertFaultAsync(
            $"http://issuer.localhost{IssuerServer.OpenId} resolves to 8.8.8.8, no loopback address; http is for those alone",
            "http://issuer.localhost",
            Fetcher(addresses: "8.8.8.8"));

    [Fact]
    public async Task Http_is_refused_where_it_is_not_allowed()
        => await AssertFaultAsync("the issuer is no https URL without query and fragment", fetcher: Fetcher(allowLoopback: false));

    [Fact]
    public async Task A_name_that_does_not_resolve_is_a_fault()
    {
        var fetcher = new HttpsKeyFetcher(new FetchOptions(), Clock, (_, _) => throw new SocketException((int)SocketError.HostNotFound), null);

        await AssertFaultAsync($"https://issuer.example{IssuerServer.OpenId} has a host that cannot be resolved (HostNotFound)", "https://issuer.example", fetcher);
        await AssertFaultAsync($"https://issuer.example{IssuerServer.OpenId} has a host without any address", "https://issuer.example", Fetcher());
    }

    [Fact]
    public async Task A_self_signed_certificate_is_refused()
    {
        using X509Certificate2 certificate = Certificate("issuer.example");
        await using IssuerServer server = await IssuerServer.StartAsync(certificate);

        KeyFetch fetch = await FetchAsync($"https://issuer.example:{server.Port}", Fetcher(addresses: "127.0.0.1"));

        Assert.StartsWith($"https://issuer.example:{server.Port}{IssuerServer.OpenId} cannot be trusted: The remote certificate is invalid", fetch.Fault, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using X509Certificate2 certificate = Certificate("other.example");
        await using IssuerServer server = await IssuerServer.StartAsync(certificate);

        KeyFetch fetch = await FetchAsync($"https://issuer.example:{server.Port}", Fetcher(roots: [certificate], addresses: "127.0.0.1"));

        Assert.Contains("RemoteCertificateNameMismatch", fetch.Fault, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_certificate_is_checked_against_the_name_and_not_the_address()
    {
        using X509Certificate2 certificate = Certificate("issuer.example");
        await using IssuerServer server = await IssuerServer.StartAsync(certificate);
        string issuer = $"https://issuer.example:{server.Port}";
        server[IssuerServer.OpenId] = context => IssuerServer.Json(context, server.Metadata(issuer, $"{issuer}/jwks"));

        Assert.Equal(server.Jwks, Text(await FetchAsync(issuer, Fetcher(roots: [certificate], addresses: "127.0.0.1"))));
    }

    [Fact]
    public async Task Through_a_proxy_the_proxy_is_connected_to_and_resolves_the_name()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        Task<string> asked = AnswerOnceAsync(proxy, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");

        await AssertFaultAsync(
            $"https://issuer.example{IssuerServer.OpenId} cannot be connected to, through the configured proxy",
            "https://issuer.example",
            Fetcher(allowLoopback: false, proxy: new Uri($"http://{proxy.LocalEndpoint}")));

        Assert.StartsWith("CONNECT issuer.example:443 HTTP/1.1\r\n", await asked, StringComparison.Ordinal);
        Assert.Empty(Resolved);
    }

    [Fact]
    public async Task A_proxy_that_is_down_is_named_as_the_fault()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var address = new Uri($"http://{proxy.LocalEndpoint}");
        proxy.Stop();

        await AssertFaultAsync(
            $"https://issuer.example{IssuerServer.OpenId} cannot be connected to (ConnectionRefused), through the configured proxy",
            "https://issuer.example",
            Fetcher(proxy: address));
    }

    [Fact]
    public async Task A_proxy_is_no_way_to_a_private_address()
        => await AssertFaultAsync(
            $"https://10.0.0.7{IssuerServer.OpenId} is at a private address; mark the issuer internal to allow it",
            "https://10.0.0.7",
            Fetcher(proxy: new Uri("http://127.0.0.1:1")));

    [Fact]
    public async Task Loopback_http_does_not_go_through_the_proxy()
        => Assert.Equal(Server.Jwks, Text(await FetchAsync(fetcher: Fetcher(proxy: new Uri("http://127.0.0.1:1")))));

    [Fact]
    public void A_proxy_that_is_no_http_URL_stops_the_start_without_showing_its_password()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => Fetcher(proxy: new Uri("socks5://me:secret@proxy.example")));

        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task<string> AnswerOnceAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        using NetworkStream stream = client.GetStream();
        byte[] request = new byte[4096];
        int read = await stream.ReadAsync(request);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(request, 0, read);
    }
}
