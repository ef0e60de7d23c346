using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Configuration;

/// <summary>What a host that listens beyond loopback asks of those who come from there.</summary>
public sealed class ListeningTests
{
    private const string Key = "web-0123456789-0123456789-0123456789";

    private static readonly (string, string?)[] Callers = [("Verifier:Callers:web:Key", Key), ("Verifier:Callers:web:Tenants:0", "*")];

    [Fact]
    public async Task A_host_on_every_interface_serves_loopback_without_a_key_and_nobody_else()
    {
        await using TestHost host = await TestHost.StartAsync([("urls", "http://*:0"), ("Verifier:AllowPlainHttp", "true"), .. Callers]);
        int port = new Uri(host.App.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal)).Port;
        using HttpClient http = new();

        using HttpResponseMessage local = await http.PostAsync($"http://127.0.0.1:{port}/v1/verify", TestHost.Json("{}"));
        Assert.Equal(HttpStatusCode.OK, local.StatusCode);

        // A machine without a network has no such address; the Unix socket's test stands for it there.
        foreach (IPAddress address in OwnAddresses())
        {
            using HttpResponseMessage remote = await http.PostAsync($"http://{address}:{port}/v1/verify", TestHost.Json("{}"));
            Assert.Equal(HttpStatusCode.Unauthorized, remote.StatusCode);
        }
    }

    [Fact]
    public async Task With_tls_and_callers_it_listens_beyond_loopback_without_further_ado()
    {
        string path = Path.Combine(Path.GetTempPath(), $"verifier-{Guid.NewGuid():n}.pfx");
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "pfx"));
        try
        {
            await using TestHost host = await TestHost.StartAsync([("urls", "https://0.0.0.0:0"), ("Kestrel:Certificates:Default:Path", path), ("Kestrel:Certificates:Default:Password", "pfx"), .. Callers]);
            using HttpClient http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString() } });

            using HttpResponseMessage response = await http.GetAsync($"https://127.0.0.1:{new Uri(host.App.Urls.First()).Port}/readyz");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task An_endpoint_of_the_kestrel_section_is_listened_on()
    {
        await using TestHost host = await TestHost.StartAsync(("urls", null), ("Kestrel:Endpoints:local:Url", "http://127.0.0.1:0"));

        using HttpResponseMessage response = await host.Http.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(host.App.Urls);
    }

    [Fact]
    public async Task A_configuration_that_changes_later_opens_no_other_address()
    {
        await using TestHost host = await TestHost.StartAsync(("urls", null), ("Kestrel:Endpoints:local:Url", "http://127.0.0.1:0"));
        string listening = Assert.Single(host.App.Urls);

        host.App.Configuration["Kestrel:Endpoints:public:Url"] = "http://0.0.0.0:0";
        ((IConfigurationRoot)host.App.Configuration).Reload();
        using HttpResponseMessage response = await host.Http.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(listening, Assert.Single(host.App.Urls));
    }

    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses, (_, unicast) => unicast.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
}
