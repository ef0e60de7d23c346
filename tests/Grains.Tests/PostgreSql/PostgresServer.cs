using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Verifier.Grains.Tests.PostgreSql;

/// <summary>A PostgreSQL server of the test's own on loopback, from the machine's package; null where there is none.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _directory;
    private readonly int _port;

    private PostgresServer(string bin, string directory, int port)
    {
        _bin = bin;
        _directory = directory;
        _port = port;
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=verifier;Include Error Detail=true";

    public static async Task<PostgresServer?> StartAsync()
    {
        string? bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
            : null;
        if (bin is null)
        {
            return null;
        }

        string directory = Directory.CreateTempSubdirectory("verifier-pg-").FullName;
        PostgresServer server = new(bin, directory, FreePort());
        if (Environment.UserName == "root")
        {
            // It refuses to run as root.
            await RunAsync("chown", "postgres", directory);
        }

        await RunAsync($"{bin}/initdb -D {directory}/data -A trust -U verifier");
        await RunAsync($"{bin}/pg_ctl -D {directory}/data -w -l {directory}/log -o '-p {server._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={directory}' start");
        return server;
    }

    /// <summary>Stops it as a power cut would, and starts it again.</summary>
    public Task RestartAsync() => RunAsync($"{_bin}/pg_ctl -D {_directory}/data -w -m immediate -l {_directory}/log restart");

    public async ValueTask DisposeAsync()
    {
        await RunAsync($"{_bin}/pg_ctl -D {_directory}/data -m immediate stop");
        Directory.Delete(_directory, recursive: true);
    }

    private static Task RunAsync(string command) => Environment.UserName == "root" ? RunAsync("su", "postgres", "-s", "/bin/sh", "-c", command) : RunAsync("/bin/sh", "-c", command);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Its output goes nowhere: a server that it starts would keep a pipe open.
        string[] all = program == "chown" ? arguments : [.. arguments[..^1], $"{arguments[^1]} >/dev/null 2>&1"];
        using Process process = Process.Start(new ProcessStartInfo(program, all) { WorkingDirectory = "/tmp" })!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
