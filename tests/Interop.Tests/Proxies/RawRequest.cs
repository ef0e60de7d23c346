using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>A request that no client library would send.</summary>
internal static class RawRequest
{
    /// <summary>Sends these lines to a port of loopback and returns the status of the answer.</summary>
    public static async Task<int> SendAsync(Uri to, params IEnumerable<string> lines)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, to.Port);
        _ = await socket.SendAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", [.. lines, "Connection: close", "", ""])));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        return int.Parse(answer.Split(' ')[1], null);
    }
}
