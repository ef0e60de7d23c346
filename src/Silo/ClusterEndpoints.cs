using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Verifier.Grains;

namespace Verifier.Silo;

/// <summary>Where the silo will listen for silos and front ends, judged as it will be, before a socket is open. What they say to each other has tokens and nonce secrets in it.</summary>
internal static class ClusterEndpoints
{
    private const string Section = "Orleans:Endpoints";
    private const string Cluster = "Verifier:Cluster";

    /// <summary>Beyond loopback there must be TLS, unless plain connections are allowed.</summary>
    /// <exception cref="InvalidOperationException">There is none, or an address is none; a sentence a line.</exception>
    public static void Check(WebApplication app)
    {
        List<string> faults = [.. Unreadable(app.Configuration.GetSection(Section))];
        VerifierClusterSettings settings = VerifierClusterSettings.Read(app.Configuration.GetSection(Cluster));
        if (faults.Count == 0 && settings.Tls is null && !settings.AllowPlainConnections)
        {
            faults.AddRange(Plain(app.Services.GetRequiredService<IOptions<EndpointOptions>>().Value));
        }

        if (faults.Count > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        }
    }

    // Orleans takes no notice of what it cannot read, and listens elsewhere.
    private static IEnumerable<string> Unreadable(IConfigurationSection endpoints)
    {
        string name = nameof(EndpointOptions.AdvertisedIPAddress);
        if (endpoints[name] is { } address && !IPAddress.TryParse(address, out _))
        {
            yield return $"{Section}:{name} is \"{address}\"; it must be an IP address of this machine, as in 10.0.0.5.";
        }

        foreach (string port in (string[])[nameof(EndpointOptions.SiloPort), nameof(EndpointOptions.GatewayPort)])
        {
            if (endpoints[port] is { } number && !ushort.TryParse(number, out _))
            {
                yield return $"{Section}:{port} is \"{number}\"; it must be a port, as in 11111.";
            }
        }

        foreach (string listening in (string[])[nameof(EndpointOptions.SiloListeningEndpoint), nameof(EndpointOptions.GatewayListeningEndpoint)])
        {
            if (endpoints[listening] is { } endpoint && !IPEndPoint.TryParse(endpoint, out _))
            {
                yield return $"{Section}:{listening} is \"{endpoint}\"; it must be an IP address and a port, as in 0.0.0.0:11111.";
            }
        }
    }

    private static IEnumerable<string> Plain(EndpointOptions options)
    {
        IPEndPoint silo = options.SiloListeningEndpoint ?? new IPEndPoint(options.AdvertisedIPAddress, options.SiloPort);
        IPEndPoint? gateway = options.GatewayListeningEndpoint ?? (options.GatewayPort == 0 ? null : new IPEndPoint(options.AdvertisedIPAddress, options.GatewayPort));
        foreach ((string who, IPEndPoint? endpoint) in ((string, IPEndPoint?)[])[("silos", silo), ("front ends", gateway)])
        {
            if (endpoint is not null && !IPAddress.IsLoopback(endpoint.Address))
            {
                yield return $"{Section} has the silo listen for {who} at {endpoint}, beyond loopback, without TLS; configure {Cluster}:Tls, or set {Cluster}:{nameof(VerifierClusterSettings.AllowPlainConnections)} to true if nobody else can listen on that network.";
            }
        }
    }
}
