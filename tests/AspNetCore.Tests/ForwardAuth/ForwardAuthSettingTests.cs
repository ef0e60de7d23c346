using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary><c>Verifier:ForwardAuth</c>, judged at the start.</summary>
public sealed class ForwardAuthSettingTests
{
    private const string Secret = "proxy-0123456789-0123456789-0123456789";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "Header", "XOriginal", "Verifier:ForwardAuth:Header is not a setting; Verifier:ForwardAuth has Headers, TrustedProxies, Secrets, SecretHeader, ClientCertificate, RequireTenant." },
        { "Headers", "Forwarded", "Verifier:ForwardAuth:Headers is \"Forwarded\"; it must be XForwarded or XOriginal." },
        { "RequireTenant", "yes", "Verifier:ForwardAuth:RequireTenant is \"yes\"; it must be true or false." },
        { "TrustedProxies", "10.0.0.1", "Verifier:ForwardAuth:TrustedProxies is \"10.0.0.1\"; it must be a list, Verifier:ForwardAuth:TrustedProxies:0 and so on." },
        { "TrustedProxies:0", "proxy.internal", "Verifier:ForwardAuth:TrustedProxies:0 is \"proxy.internal\"; it must be an address or a network, as 10.1.2.3, 10.1.0.0/16 or fd00::/8" },
        { "TrustedProxies:0", "10", "Verifier:ForwardAuth:TrustedProxies:0 is \"10\"; it must be an address" },
        { "TrustedProxies:0", "010.0.0.1", "Verifier:ForwardAuth:TrustedProxies:0 is \"010.0.0.1\"; it must be an address" },
        { "TrustedProxies:0", "10.1.2.3/16", "Verifier:ForwardAuth:TrustedProxies:0 is \"10.1.2.3/16\"; it must be an address" },
        { "TrustedProxies:0", "10.0.0.0/33", "Verifier:ForwardAuth:TrustedProxies:0 is \"10.0.0.0/33\"; it must be an address" },
        { "TrustedProxies:0", "", "Verifier:ForwardAuth:TrustedProxies:0 is \"\"; it must be an address" },
        { "TrustedProxies:0", "*", "Verifier:ForwardAuth:TrustedProxies:0 is \"*\"; it must be an address" },
        { "TrustedProxies:0", "::ffff:10.0.0.1", "Verifier:ForwardAuth:TrustedProxies:0 is \"::ffff:10.0.0.1\"; it must be an address" },
        { "TrustedProxies:0", "fe80::1%2", "Verifier:ForwardAuth:TrustedProxies:0 is \"fe80::1%2\"; it must be an address" },
        { "TrustedProxies:0", "0.0.0.0/0", "Verifier:ForwardAuth:TrustedProxies:0 is \"0.0.0.0/0\", which is everybody; name the proxies' networks, or configure Verifier:ForwardAuth:Secrets:{name} too." },
        { "TrustedProxies:0", "::/0", "Verifier:ForwardAuth:TrustedProxies:0 is \"::/0\", which is everybody" },
        { "Secrets", Secret, "Verifier:ForwardAuth:Secrets has a value of its own; it must have named settings below it, Verifier:ForwardAuth:Secrets:{name}." },
        { "Secrets:edge", "short", "Verifier:ForwardAuth:Secrets:edge has 5 characters; it must have at least 32." },
        { "Secrets:edge", TestHost.AdminKey, "Verifier:ForwardAuth:Secrets:edge is the same key as Verifier:Admin:Keys:boss; every key must be a different one." },
        { "SecretHeader", "X-Edge", "Verifier:ForwardAuth:SecretHeader is configured and no secret is; add Verifier:ForwardAuth:Secrets:{name}, or take it away." },
        { "SecretHeader", "X Edge", "Verifier:ForwardAuth:SecretHeader is \"X Edge\"; it must be the name of a header" },
        { "SecretHeader", "authorization", "Verifier:ForwardAuth:SecretHeader is \"authorization\", which has a meaning of its own; it must be another header." },
        { "SecretHeader", "X-Forwarded-Uri", "Verifier:ForwardAuth:SecretHeader is \"X-Forwarded-Uri\", which has a meaning of its own; it must be another header." },
        { "ClientCertificate:Header", "Client-Cert", "Verifier:ForwardAuth:ClientCertificate needs both, Header (the name of the header with the client's certificate) and Format (pem-urlencoded or rfc9440)." },
        { "ClientCertificate:Format", "rfc9440", "Verifier:ForwardAuth:ClientCertificate needs both" },
        { "ClientCertificate:Format", "pem", "Verifier:ForwardAuth:ClientCertificate:Format is \"pem\"; it must be pem-urlencoded or rfc9440." },
        { "ClientCertificate:Header", "DPoP", "Verifier:ForwardAuth:ClientCertificate:Header is \"DPoP\", which has a meaning of its own; it must be another header." },
        { "ClientCertificate:Header", "X-Verifier-Secret", "Verifier:ForwardAuth:ClientCertificate:Header is the header of the secret too; it must be another one." },
        { "ClientCertificate:Name", "x", "Verifier:ForwardAuth:ClientCertificate:Name is not a setting; Verifier:ForwardAuth:ClientCertificate has Header, Format." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_setting_is_a_sentence_that_names_it(string setting, string value, string sentence)
    {
        bool isGood = TryRead(out _, out IReadOnlyList<string> faults, ($"Verifier:ForwardAuth:{setting}", value), ("Verifier:Admin:Keys:boss", TestHost.AdminKey));

        Assert.False(isGood);
        Assert.Contains(faults, fault => fault.StartsWith(sentence, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("0123456789-", StringComparison.Ordinal) && !setting.StartsWith("Trusted", StringComparison.Ordinal));
    }

    [Fact]
    public void Unconfigured_it_trusts_loopback_alone_and_reads_no_certificate()
    {
        Assert.True(TryRead(out VerifierSetup setup, out _));

        Assert.Equal(["127.0.0.0/8", "::1/128"], setup.ForwardAuth.TrustedProxies.Select(network => network.ToString()));
        Assert.Equal((ForwardedHeaderFamily.XForwarded, false, null, "X-Verifier-Secret"), (setup.ForwardAuth.Headers, setup.ForwardAuth.RequireTenant, setup.ForwardAuth.CertificateHeader, setup.ForwardAuth.SecretHeader));
    }

    [Fact]
    public void Named_proxies_take_the_place_of_loopback()
    {
        Assert.True(TryRead(out VerifierSetup setup, out IReadOnlyList<string> faults,
            ("Verifier:ForwardAuth:TrustedProxies:0", "10.1.2.3"), ("Verifier:ForwardAuth:TrustedProxies:1", "10.2.0.0/16"), ("Verifier:ForwardAuth:TrustedProxies:2", "FD00::/8"), ("Verifier:ForwardAuth:TrustedProxies:3", "fd00::0:1")), string.Join('\n', faults));

        Assert.Equal(["10.1.2.3/32", "10.2.0.0/16", "fd00::/8", "fd00::1/128"], setup.ForwardAuth.TrustedProxies.Select(network => network.ToString()));
        Assert.DoesNotContain(setup.ForwardAuth.TrustedProxies, network => network.Contains(IPAddress.Loopback));
    }

    [Fact]
    public async Task An_application_maps_it_beside_its_own_endpoints()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["Verifier:Tenants:acme:issuers:0"] = "https://login.test/", ["Verifier:Tenants:acme:audiences:0"] = "https://api.test" });
        builder.Logging.ClearProviders();
        builder.Services.AddVerifier();
        await using WebApplication app = builder.Build();
        app.MapVerifierForwardAuth();
        await app.StartAsync();

        RawCall call = await RawCall.SendAsync(new Uri(app.Urls.First()).Port, "GET", "/v1/auth?tenant=acme", ProxiedCalls.Forwarded());

        Assert.Equal(401, call.Status);
    }

    private static bool TryRead(out VerifierSetup setup, out IReadOnlyList<string> faults, params (string, string)[] settings)
        => VerifierSetupReader.TryRead(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2))).Build(), out setup, out faults);
}
