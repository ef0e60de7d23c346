using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>A call whose every line is the test's own: HttpClient would join, order and check them.</summary>
internal sealed record RawCall(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    /// <summary>Sends a request to a port of loopback and reads the answer to its end.</summary>
    public static async Task<RawCall> SendAsync(int port, string method, string target, IEnumerable<(string Name, string Value)> headers, IPAddress? from = null)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        StringBuilder request = new($"{method} {target} HTTP/1.1\r\nHost: verifier.internal\r\nConnection: close\r\n");
        foreach ((string name, string value) in headers)
        {
            request.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes(request.Append("\r\n").ToString()));
        await using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream, Encoding.UTF8);
        return Read(await reader.ReadToEndAsync());
    }

    /// <summary>The values of a header, one for each of its lines.</summary>
    public IReadOnlyList<string> Lines(string name) => [.. Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    /// <summary>A header that was sent once.</summary>
    public string Header(string name) => Assert.Single(Lines(name));

    /// <summary>The body as JSON.</summary>
    public JsonObject Json() => JsonNode.Parse(Body)!.AsObject();

    private static RawCall Read(string answer)
    {
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No answer but: {answer}");
        string[] lines = answer[..end].Split("\r\n");
        return new RawCall(
            int.Parse(lines[0].Split(' ')[1], null),
            [.. lines[1..].Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(' ')))],
            answer[(end + 4)..]);
    }
}
