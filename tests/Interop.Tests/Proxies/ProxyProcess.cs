using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>A reverse proxy from the machine's packages, with the configuration of samples/ in a folder of its own.</summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;

    private ProxyProcess(ChildProcess process, DirectoryInfo folder, int port) => (_process, _folder, Address) = (process, folder, new Uri($"http://127.0.0.1:{port}"));

    public Uri Address { get; }

    /// <summary>Why a program can't run here; null when it can.</summary>
    public static async Task<string?> WhyNotAsync(string program, string argument)
    {
        try
        {
            await using var child = ChildProcess.Start(new ProcessStartInfo(program, [argument]));
            _ = await child.EndAsync();
            return null;
        }
        catch (Win32Exception absent)
        {
            // A run that must not be green without these tests says so, as for node.
            return Environment.GetEnvironmentVariable("VERIFIER_INTEROP") == "required"
                ? throw new InvalidOperationException($"VERIFIER_INTEROP=required, but {program} does not run here: {absent.Message}", absent)
                : $"{program} does not run here: {absent.Message}";
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="prepare">Writes its configuration into that folder, for that port, and says how to start it.</param>
    public static async Task<ProxyProcess> StartAsync(Func<DirectoryInfo, int, ProcessStartInfo> prepare)
    {
        var folder = Directory.CreateTempSubdirectory("verifier-proxy-");
        var port = FreePort();
        var process = ChildProcess.Start(prepare(folder, port));
        try
        {
            await ConnectAsync(process, port);
            return new ProxyProcess(process, folder, port);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port that nobody listens on. These programs cannot say which one the system has given them.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A file of samples/ with some of its text, each there exactly once, replaced.</summary>
    public static string Sample(string path, params IEnumerable<(string Text, string Other)> changes)
    {
        var sample = File.ReadAllText(Path.Combine(Repository.Root, "samples", path));
        foreach (var (text, other) in changes)
        {
            Assert.Equal(2, sample.Split(text).Length);
            sample = sample.Replace(text, other, StringComparison.Ordinal);
        }

        return sample;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task ConnectAsync(ChildProcess process, int port)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (!process.HasEnded && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(20);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"It does not listen. Its last words:\n{process.LastWords}");
            }
        }
    }
}
