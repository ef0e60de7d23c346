using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Verifier.Cluster.Tests.Processes;
using Verifier.Cluster.Tests.Tls;
using Verifier.Silo;

namespace Verifier.Cluster.Tests;

/// <summary>Where a silo listens for other silos and for front ends: on loopback, unless it is told otherwise, and then under TLS.</summary>
public sealed class EndpointTests
{
    private const string Endpoints = "Orleans:Endpoints";

    public static TheoryData<string, string> Beyond => new()
    {
        { $"{Endpoints}:AdvertisedIPAddress", "10.0.0.5" },
        { $"{Endpoints}:SiloListeningEndpoint", "0.0.0.0:11111" },
        { $"{Endpoints}:GatewayListeningEndpoint", "[::]:30000" },
    };

    [Theory]
    [InlineData()]
    [InlineData("Verifier:Cluster:PostgreSql=Host=127.0.0.1")]
    public void A_silo_listens_on_loopback_alone_unless_it_is_told_otherwise(params string[] settings)
    {
        using WebApplication? app = Build(settings, out IReadOnlyList<string> faults);

        Assert.Empty(faults);
        EndpointOptions options = app!.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;
        Assert.Equal(IPAddress.Loopback, options.AdvertisedIPAddress);
        Assert.Null(options.SiloListeningEndpoint);
        Assert.Null(options.GatewayListeningEndpoint);
    }

    [SkippableFact]
    public async Task No_port_of_a_silo_that_runs_answers_beyond_loopback()
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(silos: 1, serving: 0);
        IPAddress[] others = [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(address => address.Address)
            .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)];
        Skip.If(others.Length == 0, "This machine has no address but loopback.");

        foreach (int port in (int[])[cluster.Silos[0].SiloPort, cluster.Silos[0].GatewayPort])
        {
            using TcpClient near = new();
            await near.ConnectAsync(IPAddress.Loopback, port);
            foreach (IPAddress address in others)
            {
                using TcpClient far = new(address.AddressFamily);
                _ = await Assert.ThrowsAnyAsync<SocketException>(() => far.ConnectAsync(address, port));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Beyond))]
    public void Beyond_loopback_without_TLS_a_silo_does_not_start(string setting, string value)
    {
        using WebApplication? built = Build(["Verifier:Cluster:PostgreSql=Host=127.0.0.1", $"{setting}={value}"], out IReadOnlyList<string> faults);

        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.EndsWith(
            "beyond loopback, without TLS; configure Verifier:Cluster:Tls, or set Verifier:Cluster:AllowPlainConnections to true if nobody else can listen on that network.", fault, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Beyond))]
    public void Beyond_loopback_it_starts_with_TLS_or_where_plain_connections_are_allowed(string setting, string value)
    {
        using TestAuthority authority = new();
        string[] settings = ["Verifier:Cluster:PostgreSql=Host=127.0.0.1", $"{setting}={value}"];

        using WebApplication? allowed = Build([.. settings, "Verifier:Cluster:AllowPlainConnections=true"], out IReadOnlyList<string> plain);
        using WebApplication? encrypted = Build([.. settings, .. authority.Silo().Select(tls => $"{tls.Setting}={tls.Value}")], out IReadOnlyList<string> tls);

        Assert.Empty(plain);
        Assert.Empty(tls);
    }

    [Theory]
    [InlineData("AdvertisedIPAddress", "silo-1.example")]
    [InlineData("GatewayPort", "70000")]
    [InlineData("SiloListeningEndpoint", "*:11111")]
    public void An_address_that_Orleans_would_pass_over_is_refused(string setting, string value)
    {
        using WebApplication? built = Build([$"{Endpoints}:{setting}={value}"], out IReadOnlyList<string> faults);

        Assert.StartsWith($"{Endpoints}:{setting} is \"{value}\"; it must be ", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static WebApplication? Build(string[] settings, out IReadOnlyList<string> faults)
    {
        _ = SiloHost.Create([.. settings.Select(setting => $"--{setting}")]).TryBuild(out WebApplication? app, out faults);
        return app;
    }
}
