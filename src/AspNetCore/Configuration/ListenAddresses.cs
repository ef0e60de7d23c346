using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Verifier.AspNetCore.Configuration;

/// <summary>Where the host will listen, as Kestrel will read it, judged before a socket is open.</summary>
public static class ListenAddresses
{
    private const string Endpoints = "Kestrel:Endpoints";
    private const string AdminUrls = "Verifier:Admin:Urls";

    /// <summary>Whether anybody has said where to listen.</summary>
    public static bool AreConfigured(IConfiguration configuration) => OfDecisions(configuration).Count > 0;

    /// <summary>
    /// Beyond loopback there must be callers with keys or proxies that are named, save where administration alone is served, and TLS unless plain HTTP is allowed; every address that breaks this is a fault.
    /// </summary>
    /// <param name="configuration">The host's whole configuration.</param>
    /// <param name="setup">The service's own part of it.</param>
    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration, VerifierSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        List<string> faults = [];
        foreach ((string setting, string text) in OfDecisions(configuration))
        {
            Judge(setting, text, setup, setup.Callers.Count > 0 || setup.ForwardAuth.NamesProxies, faults);
        }

        IReadOnlyList<(string Setting, string Address)> administration = OfAdministration(configuration);
        foreach ((string setting, string text) in administration)
        {
            Judge(setting, text, setup, hasKeys: true, faults);
        }

        if (administration.Count > 0 && UrlsWin(configuration) && configuration.GetSection(Endpoints).GetChildren().Any())
        {
            faults.Add($"{AdminUrls} and {WebHostDefaults.PreferHostingUrlsKey} are both configured, beside {Endpoints}; take one of the last two away.");
        }

        return faults;
    }

    /// <summary>Every setting that would have the host listen elsewhere than on loopback, also one that is no address.</summary>
    public static IEnumerable<(string Setting, string Address)> BeyondLoopback(IConfiguration configuration)
        => OfDecisions(configuration).Concat(OfAdministration(configuration)).Where(address => !IsLoopbackAddress(address.Address));

    /// <summary>Whether Kestrel listens on loopback alone for this address.</summary>
    public static bool IsLoopbackAddress(string text) => TryParse(text, out BindingAddress? address) && IsLoopback(address!.Host);

    /// <summary>Where administration has listeners of its own: one text with semicolons between the addresses, or a list.</summary>
    internal static IReadOnlyList<(string Setting, string Address)> OfAdministration(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(AdminUrls);
        return
        [
            .. Split(configuration, AdminUrls).Select(url => (AdminUrls, url)),
            .. section.GetChildren().Select(child => (child.Path, child.Value ?? "")),
        ];
    }

    /// <summary>Where the host listens besides, in Kestrel's own order: its endpoints, else the addresses, else the ports, which listen on every interface.</summary>
    internal static IReadOnlyList<(string Setting, string Address)> OfDecisions(IConfiguration configuration)
    {
        List<(string Setting, string Address)> endpoints = [.. configuration.GetSection(Endpoints).GetChildren().Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"] ?? ""))];
        if (endpoints.Count > 0 && !UrlsWin(configuration))
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

    private static void Judge(string setting, string text, VerifierSetup setup, bool hasKeys, List<string> faults)
    {
        if (!TryParse(text, out BindingAddress? address))
        {
            faults.Add($"{setting} is {SettingSection.Show(text)}; it must be an http or https address to listen on, without a path, as in http://127.0.0.1:5080.");
            return;
        }

        if (IsLoopback(address!.Host))
        {
            return;
        }

        if (!hasKeys)
        {
            faults.Add($"{setting} is {SettingSection.Show(text)}, beyond loopback, where callers need keys; configure Verifier:Callers:{{name}}:Key, or Verifier:ForwardAuth:TrustedProxies, or listen on a loopback address.");
        }

        if (!address.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) && !setup.AllowPlainHttp)
        {
            faults.Add($"{setting} is {SettingSection.Show(text)}, plain HTTP beyond loopback; use https, or set Verifier:AllowPlainHttp to true if something in front of it speaks TLS.");
        }
    }

    private static bool UrlsWin(IConfiguration configuration) => bool.TryParse(configuration[WebHostDefaults.PreferHostingUrlsKey], out bool prefer) && prefer;

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
