using System.Net;
using System.Net.Sockets;

namespace Verifier.Interop.Tests.Faults;

/// <summary>A server on loopback whose answer begins like a key set and has no end.</summary>
internal sealed class EndlessServer : IAsyncDisposable
{
    private static readonly byte[] Start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"keys\":["u8.ToArray();
    private static readonly byte[] More = [.. Enumerable.Repeat((byte)' ', 16 * 1024)];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public EndlessServer()
    {
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}/keys");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var answers = new List<Task>();
        try
        {
            while (true)
            {
                answers.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(answers);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                await stream.WriteAsync(Start, _end.Token);
                while (true)
                {
                    await stream.WriteAsync(More, _end.Token);
                }
            }
            catch (Exception over) when (over is IOException or OperationCanceledException)
            {
                // Whoever asked has had enough.
            }
        }
    }
}
