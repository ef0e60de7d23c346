using System.Diagnostics;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>Debian's HAProxy with samples/haproxy as it stands there, save for two lines with ports.</summary>
public sealed class HAProxyFixture : ProxyFixture
{
    private protected override Task<string?> WhyNotAsync() => ProxyProcess.WhyNotAsync("haproxy", "-v");

    private protected override Task<ProxyProcess> StartAsync(int verifier, int api) => StartAsync(verifier, api, []);

    /// <summary>Starts another one, with a text of the script replaced.</summary>
    internal async Task<Uri> StartAsync((string Text, string Other) change) => Keep(await StartAsync(Verifier.Address.Port, Api.Port, [change])).Address;

    private static Task<ProxyProcess> StartAsync(int verifier, int api, (string, string)[] changes) => ProxyProcess.StartAsync((folder, port) =>
    {
        File.WriteAllText(Path.Combine(folder.FullName, "verifier.lua"), ProxyProcess.Sample("haproxy/verifier.lua", changes));
        File.WriteAllText(Path.Combine(folder.FullName, "haproxy.cfg"), ProxyProcess.Sample(
            "haproxy/haproxy.cfg",
            ("server orders 127.0.0.1:5000", $"server orders 127.0.0.1:{api}"),
            ("bind 127.0.0.1:8080", $"bind 127.0.0.1:{port}")));
        return new ProcessStartInfo("haproxy", ["-db", "-f", "haproxy.cfg"]) { WorkingDirectory = folder.FullName, Environment = { ["VERIFIER"] = $"127.0.0.1:{verifier}" } };
    });
}
