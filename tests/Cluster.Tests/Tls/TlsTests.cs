using System.Security.Cryptography.X509Certificates;
using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;

namespace Verifier.Cluster.Tests.Tls;

/// <summary>Silos and front ends under TLS, and those who want to be among them and have no right to.</summary>
public sealed class TlsTests(TlsCluster fixture) : IClassFixture<TlsCluster>
{
    private const string Refused = "Authentication failed";
    private const string NotConnected = "Connection attempt to endpoint";

    [SkippableFact]
    public async Task Silos_and_front_ends_that_show_certificates_decide_together()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();
        HostProcess second = await cluster.AddSiloAsync(servesHttp: true);

        await DecideAsync(cluster);

        await cluster.LeaveAsync(second);
    }

    [SkippableFact]
    public async Task A_front_end_without_TLS_is_not_heard()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();

        await using HostProcess plain = cluster.BeginFrontEnd([]);

        await StaysOutAsync(plain);
    }

    [SkippableFact]
    public async Task A_front_end_with_a_strangers_certificate_is_not_heard()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();

        await using HostProcess stranger = cluster.BeginFrontEnd(fixture.Stranger.Trusting(fixture.Authority, fixture.Stranger.FrontEnd()));

        await StaysOutAsync(stranger);
    }

    [SkippableFact]
    public async Task A_front_end_without_a_certificate_is_not_heard()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();

        await using HostProcess nobody = cluster.BeginFrontEnd([.. fixture.Authority.Trust, ("Verifier:Cluster:Tls:RequireClientCertificate", "false")]);

        await StaysOutAsync(nobody);
    }

    [SkippableFact]
    public async Task A_front_end_does_not_speak_to_silos_of_a_stranger()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();

        await using HostProcess wary = cluster.BeginFrontEnd(fixture.Stranger.FrontEnd());

        await wary.HearAsync(Refused, 2);
        Assert.False(wary.HasStarted);
    }

    [SkippableFact]
    public async Task A_silo_with_a_strangers_certificate_does_not_join()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();

        await using HostProcess stranger = cluster.BeginSilo(servesHttp: true, fixture.Stranger.Trusting(fixture.Authority, fixture.Stranger.Silo()));

        Assert.NotEqual(0, await stranger.EndAsync());
        Assert.False(stranger.HasStarted, string.Join('\n', stranger.Said));
        Assert.Contains(stranger.Said, line => line.Contains(NotConnected, StringComparison.Ordinal));
        await DecideAsync(cluster);
    }

    [SkippableFact]
    public async Task Whoever_shows_no_certificate_of_the_authority_is_cut_off_at_both_ports()
    {
        HostProcess silo = (await fixture.StartedAsync()).Silos[0];
        using X509Certificate2 stranger = fixture.Stranger.Issue(TestAuthority.SiloName);
        using X509Certificate2 server = fixture.Authority.Issue("api.verifier.test", [TestAuthority.Server]);
        using X509Certificate2 expired = fixture.Authority.Issue(TestAuthority.SiloName, until: DateTimeOffset.UtcNow.AddDays(-1));

        foreach (int port in (int[])[silo.GatewayPort, silo.SiloPort])
        {
            Assert.False(await TlsProbe.IsHeardAsync(port, null));
            Assert.False(await TlsProbe.IsHeardAsync(port, stranger));
            Assert.False(await TlsProbe.IsHeardAsync(port, server));
            Assert.False(await TlsProbe.IsHeardAsync(port, expired));
        }
    }

    [SkippableFact]
    public async Task A_front_ends_certificate_opens_the_gateway_and_does_not_make_a_silo()
    {
        HostProcess silo = (await fixture.StartedAsync()).Silos[0];
        using X509Certificate2 frontEnd = fixture.Authority.Issue("api.verifier.test", [TestAuthority.Client]);
        using X509Certificate2 wildcard = fixture.Authority.Issue("*.verifier.test");
        using X509Certificate2 other = fixture.Authority.Issue(TestAuthority.SiloName);

        Assert.True(await TlsProbe.IsHeardAsync(silo.GatewayPort, frontEnd));
        Assert.False(await TlsProbe.IsHeardAsync(silo.SiloPort, frontEnd));
        Assert.False(await TlsProbe.IsHeardAsync(silo.SiloPort, wildcard));
        Assert.True(await TlsProbe.IsHeardAsync(silo.SiloPort, other));
    }

    [SkippableFact]
    public async Task A_new_certificate_is_shown_without_a_restart_and_a_wrong_one_is_not()
    {
        ClusterOfProcesses cluster = await fixture.StartedAsync();
        (string, string)[] settings = fixture.Authority.Silo();
        HostProcess silo = cluster.BeginSilo(servesHttp: false, settings);
        await silo.UntilStartedAsync();
        string path = settings.Single(setting => setting.Item1.EndsWith(":Path", StringComparison.Ordinal)).Item2;
        string keyPath = settings.Single(setting => setting.Item1.EndsWith(":KeyPath", StringComparison.Ordinal)).Item2;
        using X509Certificate2 client = fixture.Authority.Issue("api.verifier.test", [TestAuthority.Client]);
        string first = await TlsProbe.ShownAsync(silo.GatewayPort, client);

        using X509Certificate2 strangers = fixture.Stranger.Issue(TestAuthority.SiloName);
        await ReplaceAsync(strangers);
        await TlsProbe.UntilAsync(async () => await TlsProbe.ShownAsync(silo.GatewayPort, client) == first && silo.Said.Any(line => line.Contains("changed and are not used", StringComparison.Ordinal)));
        using X509Certificate2 next = fixture.Authority.Issue(TestAuthority.SiloName);
        await ReplaceAsync(next);
        await TlsProbe.UntilAsync(async () => await TlsProbe.ShownAsync(silo.GatewayPort, client) == next.Thumbprint);

        Assert.NotEqual(first, next.Thumbprint);
        Assert.Equal(0, await silo.StopAsync());

        async Task ReplaceAsync(X509Certificate2 certificate)
        {
            await File.WriteAllTextAsync(keyPath, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            await File.WriteAllTextAsync(path, certificate.ExportCertificatePem());
        }
    }

    [SkippableFact]
    public async Task Where_front_ends_need_no_certificate_silos_still_do()
    {
        (string, string) optional = ("Verifier:Cluster:Tls:RequireClientCertificate", "false");
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(
            silos: 2, serving: 0, settings: new HostSettings { Silos = [.. fixture.Authority.Silo(), optional], FrontEnds = [.. fixture.Authority.Trust, optional] });

        await DecideAsync(cluster);
        Assert.True(await TlsProbe.IsHeardAsync(cluster.Silos[0].GatewayPort, null));
        Assert.False(await TlsProbe.IsHeardAsync(cluster.Silos[0].SiloPort, null));
    }

    private static async Task StaysOutAsync(HostProcess process)
    {
        // It goes on trying, as it does where no silo is there yet.
        await process.HearAsync(NotConnected, 3);
        Assert.False(process.HasStarted, string.Join('\n', process.Said));
        Assert.Null(process.Address);
    }

    private static async Task DecideAsync(ClusterOfProcesses cluster)
    {
        ProofBook book = new();
        using Sender sender = new();
        Caller[] callers = [.. Enumerable.Range(0, 8).Select(_ => new Caller(cluster, sender, book))];
        await Task.WhenAll(callers.Select(caller => caller.RequestAsync(2, () => cluster.Serving)));
        Assert.Empty(book.Faults);
        Assert.Equal(callers.Length, book.Proofs.Count(proof => proof.Allowed == 1));
        foreach (HostProcess frontEnd in cluster.Serving)
        {
            Assert.Equal(AnswerKind.Allowed, (await callers[0].SendBearerAsync(frontEnd)).Kind);
        }
    }
}
