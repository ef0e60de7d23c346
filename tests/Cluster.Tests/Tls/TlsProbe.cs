using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Verifier.Cluster.Tests.Tls;

/// <summary>Shakes hands with a port of a silo's as whoever has a certificate, or none.</summary>
internal static class TlsProbe
{
    // A length, and a message of Orleans' serializer that has no fields. Whom it hears out the silo answers with its own, before it looks at the fields.
    private static readonly byte[] Preamble = [2, 0, 0, 0, 0x20, 0xE0];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether the silo goes on after the handshake: it answers a preamble.</summary>
    public static async Task<bool> IsHeardAsync(int port, X509Certificate2? certificate)
    {
        try
        {
            return await ShakeAsync(port, certificate) is not null;
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return false;
        }
    }

    /// <summary>The thumbprint of the certificate that the silo shows.</summary>
    public static async Task<string> ShownAsync(int port, X509Certificate2 certificate)
    {
        string? shown = await ShakeAsync(port, certificate);
        Assert.NotNull(shown);
        return shown;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (long began = Environment.TickCount64; !await condition(); await Task.Delay(100))
        {
            Assert.True(Environment.TickCount64 - began < Patience.TotalMilliseconds, "It did not come to that.");
        }
    }

    private static async Task<string?> ShakeAsync(int port, X509Certificate2? certificate)
    {
        using CancellationTokenSource patience = new(Patience);
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        await using SslStream tls = new(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = TestAuthority.SiloName,
            ApplicationProtocols = [new SslApplicationProtocol("Orleans1")],
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),

            // Whom the silo believes is what is asked here, not whether it is to be believed.
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        }, patience.Token);

        // In TLS 1.3 a client has shaken hands before its certificate is judged.
        await tls.WriteAsync(Preamble, patience.Token);
        return await tls.ReadAsync(new byte[16], patience.Token) > 0 ? ((X509Certificate2)tls.RemoteCertificate!).Thumbprint : null;
    }
}
