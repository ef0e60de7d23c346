using System.Diagnostics;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>Debian's nginx with samples/nginx as it stands there, save for three lines with ports.</summary>
public sealed class NginxFixture : ProxyFixture
{
    // What /etc/nginx/nginx.conf says elsewhere, in a folder of the test's own.
    private const string Main = """
        daemon off;
        user root;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr;
        events { }
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            include conf.d/*.conf;
        }
        """;

    private protected override Task<string?> WhyNotAsync() => ProxyProcess.WhyNotAsync("nginx", "-v");

    private protected override Task<ProxyProcess> StartAsync(int verifier, int api) => ProxyProcess.StartAsync((folder, port) =>
    {
        _ = folder.CreateSubdirectory("conf.d");
        File.WriteAllText(Path.Combine(folder.FullName, "nginx.conf"), Main);
        File.WriteAllText(Path.Combine(folder.FullName, "verifier-call.conf"), ProxyProcess.Sample("nginx/verifier-call.conf"));
        File.WriteAllText(Path.Combine(folder.FullName, "conf.d", "orders.conf"), ProxyProcess.Sample(
            "nginx/orders.conf",
            ("server 127.0.0.1:5080;", $"server 127.0.0.1:{verifier};"),
            ("server 127.0.0.1:5000;", $"server 127.0.0.1:{api};"),
            ("listen 127.0.0.1:8080;", $"listen 127.0.0.1:{port};")));
        return new ProcessStartInfo("nginx", ["-p", folder.FullName, "-c", "nginx.conf", "-e", "stderr"]);
    });
}
