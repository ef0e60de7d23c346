using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Verifier.AspNetCore.Configuration;

/// <summary>Where the host will listen, as Kestrel will read it, judged before a socket is open.</summary>
public static class ListenAddresses
{
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Whether anybody has said where to listen.</summary>
    public static bool AreConfigured(IConfiguration configuration) => Read(configuration).Count > 0;

    /// <summary>Beyond loopback there must be callers with keys, and TLS unless plain HTTP is allowed; every address that breaks this is a fault.</summary>
    /// <param name="configuration">The host's whole configuration.</param>
    /// <param name="setup">The service's own part of it.</param>
    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration, VerifierSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        List<string> faults = [];
        foreach ((string setting, string text) in Read(configuration))
        {
            if (!TryParse(text, out BindingAddress? address))
            {
                faults.Add($"{setting} is {SettingSection.Show(text)}; it must be an http or https address to listen on, without a path, as in http://127.0.0.1:5080.");
                continue;
            }

            if (IsLoopback(address!.Host))
            {
                continue;
            }

            if (setup.Callers.Count == 0)
            {
                faults.Add($"{setting} is {SettingSection.Show(text)}, beyond loopback, where callers need keys; configure Verifier:Callers:{{name}}:Key, or listen on a loopback address.");
            }

            if (!address.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) && !setup.AllowPlainHttp)
            {
                faults.Add($"{setting} is {SettingSection.Show(text)}, plain HTTP beyond loopback; use https, or set Verifier:AllowPlainHttp to true if something in front of it speaks TLS.");
            }
        }

        return faults;
    }

    // Kestrel's own order: its endpoints, else the addresses, else the ports, which listen on every interface.
    private static List<(string Setting, string Address)> Read(IConfiguration configuration)
    {
        List<(string Setting, string Address)> endpoints = [.. configuration.GetSection(Endpoints).GetChildren().Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"] ?? ""))];
        bool urlsWin = bool.TryParse(configuration[WebHostDefaults.PreferHostingUrlsKey], out bool prefer) && prefer;
        if (endpoints.Count > 0 && !urlsWin)
        {
            return endpoints;
        }

        List<(string Setting, string Address)> addresses = [.. Split(configuration, WebHostDefaults.ServerUrlsKey).Select(url => (WebHostDefaults.ServerUrlsKey, url))];
        if (addresses.Count == 0)
        {
            addresses.AddRange(Split(configuration, WebHostDefaults.HttpPortsKey).Select(port => (WebHostDefaults.HttpPortsKey, $"http://*:{port}")));
            addresses.AddRange(Split(configuration, WebHostDefaults.HttpsPortsKey).Select(port => (WebHostDefaults.HttpsPortsKey, $"https://*:{port}")));
        }

        addresses.AddRange(endpoints);
        return addresses;
    }

    private static string[] Split(IConfiguration configuration, string setting)
        => configuration[setting]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool TryParse(string text, out BindingAddress? address)
    {
        try
        {
            address = BindingAddress.Parse(text);
            return address.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS" && address.PathBase.Length == 0;
        }
        catch (FormatException)
        {
            address = null;
            return false;
        }
    }

    // A name other than localhost, "*" and "+" make Kestrel listen on every interface; a Unix socket or a pipe is not known to be private.
    private static bool IsLoopback(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
