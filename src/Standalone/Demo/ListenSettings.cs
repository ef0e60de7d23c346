using System.Net;

namespace Verifier.Standalone.Demo;

/// <summary>Which settings would make the host listen beyond loopback.</summary>
internal static class ListenSettings
{
    public static IEnumerable<(string Name, string Value)> BeyondLoopback(IConfiguration configuration)
    {
        List<(string Name, string Value)> addresses =
        [
            .. Split(configuration[WebHostDefaults.ServerUrlsKey]).Select(url => (WebHostDefaults.ServerUrlsKey, url)),
            .. Split(configuration["Verifier:Admin:Urls"]).Select(url => ("Verifier:Admin:Urls", url)),
            .. configuration.GetSection("Verifier:Admin:Urls").GetChildren().Select(child => (child.Path, child.Value ?? "")),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => ($"{endpoint.Path}:Url", endpoint["Url"] ?? "")),
        ];
        foreach ((string name, string value) in addresses.Where(address => !IsLoopback(address.Value)))
        {
            yield return (name, value);
        }

        // A port alone listens on every interface. Official container images set one; addresses win over it.
        if (string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey]))
        {
            foreach (string name in (string[])[WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
            {
                if (!string.IsNullOrEmpty(configuration[name]))
                {
                    yield return (name, configuration[name]!);
                }
            }
        }
    }

    /// <summary>
    /// Whether Kestrel listens on loopback alone for this address. It takes any host name but <c>localhost</c> for "every interface".
    /// </summary>
    public static bool IsLoopback(string address)
    {
        try
        {
            BindingAddress binding = BindingAddress.Parse(address);
            return !binding.IsUnixPipe && !binding.IsNamedPipe
                && (binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                    || (IPAddress.TryParse(binding.Host, out IPAddress? ip) && IPAddress.IsLoopback(ip)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string[] Split(string? addresses)
        => addresses?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
