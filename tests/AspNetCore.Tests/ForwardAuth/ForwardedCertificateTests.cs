using System.Security.Cryptography;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>The client's certificate in a proxy's header (RFC 8705, RFC 9440).</summary>
public sealed class ForwardedCertificateTests
{
    private static readonly byte[] Certificate = Certificates.Create();
    private static readonly string Pem = Uri.EscapeDataString(PemEncoding.WriteString("CERTIFICATE", Certificate) + "\n");
    private static readonly string Bytes = $":{Convert.ToBase64String(Certificate)}:";

    [Theory]
    [InlineData("pem-urlencoded")]
    [InlineData("rfc9440")]
    public async Task A_token_bound_to_the_certificate_passes_with_it_alone(string format)
    {
        await using TestHost host = await StartAsync(format);
        string good = format == "rfc9440" ? Bytes : Pem;
        byte[] other = Certificates.Create();

        Assert.Equal(200, (await host.AuthAsync(Bound(host, good))).Status);
        Assert.Equal("invalid_token", await ErrorAsync(host, Bound(host)));
        Assert.Equal("invalid_token", await ErrorAsync(host, Bound(host, format == "rfc9440" ? $":{Convert.ToBase64String(other)}:" : Uri.EscapeDataString(PemEncoding.WriteString("CERTIFICATE", other)))));
    }

    [Theory]
    [InlineData("pem-urlencoded")]
    [InlineData("rfc9440")]
    public async Task A_certificate_that_is_repeated_malformed_or_in_the_other_format(string format)
    {
        await using TestHost host = await StartAsync(format);
        string good = format == "rfc9440" ? Bytes : Pem;
        string wrong = format == "rfc9440" ? Pem : Bytes;
        string[][] bad =
        [
            [good, good], ["", good], [$"{good}, {good}"], [good[..^8]], [good + "x"], ["x" + good], [wrong], [good.Replace("A", "%", StringComparison.Ordinal)], [$"{good}{good}"], ["null"], [":"], [":A:"], ["%"], [$"\"{good}\""],
        ];

        foreach (string[] values in bad)
        {
            await host.AssertMisunderstoodAsync(Bound(host, values), "Client-Cert is not one certificate");
        }
    }

    [Fact]
    public async Task An_unbound_token_passes_with_no_certificate_whatever_way_the_proxy_says_none()
    {
        await using TestHost nginx = await StartAsync("pem-urlencoded");
        await using TestHost caddy = await StartAsync("rfc9440");

        Assert.Equal(200, (await nginx.AuthAsync(nginx.Bearer())).Status);
        Assert.Equal(200, (await nginx.AuthAsync(nginx.Bearer().With("Client-Cert", ""))).Status);
        Assert.Equal(200, (await caddy.AuthAsync(caddy.Bearer().With("Client-Cert", "::"))).Status);
        Assert.Equal("invalid_token", await ErrorAsync(caddy, Bound(caddy, "::")));
    }

    [Fact]
    public async Task A_client_that_sends_its_own_certificate_header_where_none_is_configured()
    {
        await using TestHost host = await TestHost.StartAsync();

        Assert.Equal("invalid_token", await ErrorAsync(host, Bound(host, Bytes)));
    }

    private static Task<TestHost> StartAsync(string format) => TestHost.StartAsync(("Verifier:ForwardAuth:ClientCertificate:Header", "Client-Cert"), ("Verifier:ForwardAuth:ClientCertificate:Format", format));

    private static List<(string Name, string Value)> Bound(TestHost host, params string[] certificates)
        => host.Bearer(token => token.BindTo(Certificate)).With("Client-Cert", certificates);

    private static async Task<string?> ErrorAsync(TestHost host, List<(string, string)> headers)
    {
        RawCall call = await host.AuthAsync(headers);
        Assert.Equal(401, call.Status);
        return (string?)call.Json()["error"];
    }
}
