using System.Diagnostics;
using System.Globalization;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>Debian's Caddy with samples/caddy as it stands there, told the ports by its environment.</summary>
public sealed class CaddyFixture : ProxyFixture
{
    private protected override Task<string?> WhyNotAsync() => ProxyProcess.WhyNotAsync("caddy", "version");

    private protected override Task<ProxyProcess> StartAsync(int verifier, int api) => StartAsync(verifier, api, Path.Combine(Repository.Root, "samples", "caddy", "Caddyfile"));

    /// <summary>Starts another one, with a text of the sample replaced.</summary>
    internal async Task<Uri> StartAsync((string Text, string Other) change)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, ProxyProcess.Sample("caddy/Caddyfile", change));
        var proxy = Keep(await StartAsync(Verifier.Address.Port, Api.Port, file));
        File.Delete(file);
        return proxy.Address;
    }

    private static Task<ProxyProcess> StartAsync(int verifier, int api, string file) => ProxyProcess.StartAsync((folder, port) =>
        new ProcessStartInfo("caddy", ["run", "--adapter", "caddyfile", "--config", file])
        {
            WorkingDirectory = folder.FullName,
            Environment =
            {
                ["HOME"] = folder.FullName,
                ["XDG_CONFIG_HOME"] = folder.FullName,
                ["XDG_DATA_HOME"] = folder.FullName,
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["VERIFIER"] = $"127.0.0.1:{verifier}",
                ["API"] = $"127.0.0.1:{api}",
            },
        });
}
