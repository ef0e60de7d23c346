using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Verifier.AspNetCore.Tests.ForwardAuth;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>Envoy's calls over HTTP/2 without TLS, good but for what the test changes.</summary>
internal static class EnvoyCalls
{
    public const string Path = "/envoy.service.auth.v3.Authorization/Check";

    public const string Category = "Verifier.Envoy.CheckEndpoint";

    /// <summary>A listener for HTTP/1.1, which comes first, and one for HTTP/2.</summary>
    public static (string Setting, string? Value)[] Listeners { get; } =
    [
        ("urls", null),
        ("Kestrel:Endpoints:api:Url", "http://127.0.0.1:0"),
        ("Kestrel:Endpoints:grpc:Url", "http://127.0.0.1:0"),
        ("Kestrel:Endpoints:grpc:Protocols", "Http2"),
    ];

    public static Task<TestHost> StartAsync(params (string Setting, string? Value)[] settings) => TestHost.StartAsync([.. Listeners, .. settings]);

    public static Uri Address(WebApplication app) => new(app.Urls.ElementAt(1));

    public static CheckCall EnvoyBearer(this TestHost host, Action<TokenSpec>? change = null) => new CheckCall().With("authorization", $"Bearer {host.Token(change)}");

    public static CheckCall EnvoyBound(this TestHost host, TestKey key, string url = ProxiedCalls.Url, string? nonce = null)
    {
        string token = host.Token(spec => spec.BoundTo(key));
        return new CheckCall().With("authorization", $"DPoP {token}").With("dpop", DPoPProof.Create(key, "GET", url, token, nonce, host.Clock));
    }

    public static Task<CheckAnswer> CheckAsync(this TestHost host, CheckCall call, IPAddress? from = null, params (string Name, string Value)[] metadata)
        => SendAsync(Address(host.App), Frame(call.ToMessage()), from: from, metadata: metadata);

    public static Task<CheckAnswer> CheckAsync(this TestHost host, byte[] message) => SendAsync(Address(host.App), Frame(message));

    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        byte[] frame = [flag, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        return frame;
    }

    /// <summary>Sends these octets as a call's body, and reads what comes.</summary>
    public static async Task<CheckAnswer> SendAsync(
        Uri address, byte[] body, string contentType = "application/grpc", Version? version = null, IPAddress? from = null, params (string Name, string Value)[] metadata)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, from ?? IPAddress.Loopback, cancellation) });
        return await SendAsync(http, address, body, contentType, version, metadata);
    }

    public static async Task<CheckAnswer> SendAsync(
        HttpClient http, Uri address, byte[] body, string contentType = "application/grpc", Version? version = null, params (string Name, string Value)[] metadata)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(address, Path)) { Version = version ?? HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TE.ParseAdd("trailers");
        foreach ((string name, string value) in metadata)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        byte[] answer = await response.Content.ReadAsByteArrayAsync();

        // In the trailers, or where there is nothing else in the headers.
        string? status = (response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? values) || response.Headers.TryGetValues("grpc-status", out values)) ? values.Single() : null;
        if (status is not null)
        {
            Assert.Equal("application/grpc", response.Content.Headers.ContentType?.MediaType);
        }

        Assert.True(status is "0" ? answer.Length > 5 && answer[0] == 0 && BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(1)) == answer.Length - 5 : answer.Length == 0, "Exactly one message goes with status 0, and none with another.");
        return CheckAnswer.Of((int)response.StatusCode, status is null ? null : int.Parse(status, CultureInfo.InvariantCulture), status is "0" ? answer[5..] : null);
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, IPAddress from, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, to.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
