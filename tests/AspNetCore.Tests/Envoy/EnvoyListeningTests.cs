using System.Net;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Standalone;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>Where <c>Check</c> is answered.</summary>
public sealed class EnvoyListeningTests
{
    [Fact]
    public async Task Administration_has_a_listener_of_its_own_and_no_Check_on_it()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(("Verifier:Admin:Urls", "http://127.0.0.1:0"), ("Kestrel:EndpointDefaults:Protocols", "Http2"), ("Kestrel:Endpoints:api:Protocols", "Http1"));
        byte[] frame = EnvoyCalls.Frame(host.EnvoyBearer().ToMessage());
        Uri[] addresses = [.. host.App.Urls.Select(url => new Uri(url))];
        Assert.Equal(3, addresses.Length);

        Assert.True((await EnvoyCalls.SendAsync(addresses[1], frame)).Passes);
        Assert.Equal(404, (await EnvoyCalls.SendAsync(addresses[2], frame)).Http);
    }

    [Fact]
    public async Task On_the_listener_for_HTTP_2_the_rest_of_the_contract_is_guarded_as_elsewhere()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9"));
        using HttpClient http = new() { BaseAddress = EnvoyCalls.Address(host.App), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/readyz")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/v1/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/v1/auth")).StatusCode);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5081", "Kestrel:Endpoints:grpc:Url is \"http://0.0.0.0:5081\", beyond loopback, where callers need keys; configure Verifier:Callers:{name}:Key, or Verifier:ForwardAuth:TrustedProxies")]
    [InlineData("http://0.0.0.0:5081", "Kestrel:Endpoints:grpc:Url is \"http://0.0.0.0:5081\", plain HTTP beyond loopback")]
    public void A_listener_for_Envoy_beyond_loopback_is_judged_at_the_start_as_any_other(string url, string sentence)
    {
        bool isGood = StandaloneHost.TryReadSetup(["--Kestrel:Endpoints:grpc:Protocols=Http2", $"--Kestrel:Endpoints:grpc:Url={url}", $"--Verifier:DataDirectory={DataDirectories.Next()}"], out _, out IReadOnlyList<string> faults);

        Assert.False(isGood);
        Assert.Contains(faults, fault => fault.StartsWith(sentence, StringComparison.Ordinal));
    }
}
