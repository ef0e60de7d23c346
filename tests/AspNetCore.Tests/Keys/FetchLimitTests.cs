using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>What an issuer cannot make the fetcher do: read on, wait on, unpack.</summary>
public sealed class FetchLimitTests : FetcherTest
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_of_256_KiB_is_read(bool saysHowLong)
    {
        Serve(FetchConnection.MaxBytes, saysHowLong);

        Assert.Equal(FetchConnection.MaxBytes, Text(await FetchAsync()).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_that_is_a_byte_longer_is_not(bool saysHowLong)
    {
        Serve(FetchConnection.MaxBytes + 1, saysHowLong);

        await AssertFaultAsync($"{Server.Origin}/jwks is larger than 262144 bytes");
    }

    [Fact]
    public async Task An_endless_document_is_read_no_further_than_256_KiB()
    {
        Server["/jwks"] = async context =>
        {
            byte[] spaces = Encoding.UTF8.GetBytes(new string(' ', 16 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
            }
        };

        await AssertFaultAsync($"{Server.Origin}/jwks is larger than 262144 bytes");
    }

    [Fact]
    public async Task A_compressed_document_is_not_unpacked()
    {
        Server["/jwks"] = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(new byte[1024 * 1024]);
        };

        await AssertFaultAsync($"{Server.Origin}/jwks answered in a content encoding, though none was asked for");
    }

    [Theory]
    [InlineData(15, "answered 404")]
    [InlineData(17, "sends more than 16 KiB of headers")]
    public async Task Headers_are_read_no_further_than_16_KiB(int kibibytes, string fault)
    {
        string header = $"X-More: {new string('x', 1024 - "X-More: \r\n".Length)}\r\n";
        byte[] answer = Encoding.ASCII.GetBytes($"HTTP/1.1 404 Not Found\r\n{string.Concat(Enumerable.Repeat(header, kibibytes))}\r\n");
        using var issuer = new RawServer(stream => stream.WriteAsync(answer));

        KeyFetch fetch = await FetchAsync(issuer.Origin);

        Assert.StartsWith($"{issuer.Origin}{IssuerServer.OpenId} {fault}", fetch.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"issuer\"", "does not speak HTTP as it should (ResponseEnded)")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "does not speak HTTP as it should (InvalidResponse)")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "does not speak HTTP as it should (InvalidResponse)")]
    [InlineData("", "does not speak HTTP as it should (ResponseEnded)")]
    public async Task A_broken_answer_is_a_fault(string answer, string fault)
    {
        using var issuer = new RawServer(stream => stream.WriteAsync(Encoding.ASCII.GetBytes(answer)));

        await AssertFaultAsync($"{issuer.Origin}{IssuerServer.OpenId} {fault}", issuer.Origin);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_fault()
    {
        string origin;
        using (var gone = new RawServer(_ => ValueTask.CompletedTask))
        {
            origin = gone.Origin;
        }

        await AssertFaultAsync($"{origin}{IssuerServer.OpenId} cannot be connected to (ConnectionRefused)", origin);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_never_answers_is_left_after_3_s()
    {
        Server[IssuerServer.OpenId] = HangAsync;

        ValueTask<KeyFetch> fetch = Fetcher().FetchAsync(Issuer, CancellationToken.None);
        await _reached.Task;
        Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal($"{Server.Origin}{IssuerServer.OpenId} took longer than 3 s", (await fetch).Fault);
    }

    [Fact(Timeout = 60_000)]
    public async Task Slow_loris_is_left_after_3_s()
    {
        Server["/jwks"] = async context =>
        {
            await context.Response.Body.WriteAsync("{"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await HangAsync(context);
        };

        ValueTask<KeyFetch> fetch = Fetcher().FetchAsync(Issuer, CancellationToken.None);
        await _reached.Task;
        Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal($"{Server.Origin}/jwks took longer than 3 s", (await fetch).Fault);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_3_s_are_for_all_documents_together()
    {
        Server[IssuerServer.OpenId] = context =>
        {
            Clock.Advance(TimeSpan.FromSeconds(2));
            return IssuerServer.Json(context, Server.Metadata());
        };
        Server["/jwks"] = HangAsync;

        ValueTask<KeyFetch> fetch = Fetcher().FetchAsync(Issuer, CancellationToken.None);
        await _reached.Task;
        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal($"{Server.Origin}/jwks took longer than 3 s", (await fetch).Fault);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_name_server_that_never_answers_is_left_after_3_s()
    {
        var fetcher = new HttpsKeyFetcher(
            new FetchOptions(),
            Clock,
            async (_, cancellationToken) =>
            {
                _reached.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
            null);

        ValueTask<KeyFetch> fetch = fetcher.FetchAsync(new IssuerPolicy("https://issuer.example", false), CancellationToken.None);
        await _reached.Task;
        Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal($"https://issuer.example{IssuerServer.OpenId} took longer than 3 s", (await fetch).Fault);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_caller_that_gives_up_gets_no_fault_but_its_cancellation()
    {
        Server["/jwks"] = HangAsync;
        using var patience = new CancellationTokenSource();

        ValueTask<KeyFetch> fetch = Fetcher().FetchAsync(Issuer, patience.Token);
        await _reached.Task;
        await patience.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.AsTask());
    }

    private IssuerPolicy Issuer => new(Server.Origin, IsInternal: false);

    private void Serve(int length, bool saysHowLong) => Server["/jwks"] = context =>
    {
        context.Response.ContentLength = saysHowLong ? length : null;
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(new string(' ', length))).AsTask();
    };

    private Task HangAsync(HttpContext context)
    {
        _ = _reached.TrySetResult();
        return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Reads a request's first bytes on one connection after the other and writes what the test likes.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public RawServer(Func<NetworkStream, ValueTask> answer)
        {
            _listener.Start();
            _ = ServeAsync(answer);
        }

        public string Origin => $"http://{_listener.LocalEndpoint}";

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(Func<NetworkStream, ValueTask> answer)
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync();
                    using NetworkStream stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[4096]);
                    try
                    {
                        await answer(stream);
                    }
                    catch (IOException)
                    {
                        // The client has had enough.
                    }
                }
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                // Disposed.
            }
        }
    }
}
