using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Verifier.AspNetCore.Keys;

/// <summary>One fetch's GETs, bounded in every respect; used by one caller at a time, who bounds the time.</summary>
internal sealed class FetchConnection : IDisposable
{
    /// <summary>How long a document may be, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxHeaderKibibytes = 16;

    // While other addresses are left to try, one that does not answer gets no more than this.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(0.75);

    private static readonly HttpRequestOptionsKey<IPAddress[]> Addresses = new("addresses");

    private readonly Destinations _destinations;
    private readonly FetchProxy? _proxy;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    public FetchConnection(Destinations destinations, FetchProxy? proxy, TimeProvider clock, TimeSpan limit, X509Certificate2Collection? roots)
    {
        _destinations = destinations;
        _proxy = proxy;
        _clock = clock;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            MaxResponseDrainSize = 0,
            ConnectTimeout = limit,
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ChainPolicy(roots) },
        });
    }

    /// <summary>What is being fetched, or was last.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Fetches one document; a fault is an answer, only running out of time is an exception.</summary>
    public async ValueTask<FetchedDocument> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        Url = url.AbsoluteUri;
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11 };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Verifier", null));

        bool throughProxy = _proxy is not null && FetchProxy.Takes(url);
        if (throughProxy)
        {
            if (_destinations.RefusalThroughProxy(url) is { } refusal)
            {
                return FetchedDocument.Failed($"{Url} {refusal}");
            }
        }
        else
        {
            (IPAddress[] addresses, string? fault) = await _destinations.FindAsync(url, cancellationToken);
            if (fault is not null)
            {
                return FetchedDocument.Failed($"{Url} {fault}");
            }

            request.Options.Set(Addresses, addresses);
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return FetchedDocument.Failed($"{Url} {Words(failure)}{(throughProxy ? ", through the configured proxy" : "")}");
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<FetchedDocument> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (status != 200)
        {
            // Not 408 and 429, which say "later", not "not here".
            bool isMissing = status is >= 400 and < 500 and not 408 and not 429;
            return FetchedDocument.Failed($"{Url} answered {status}{(status is >= 300 and < 400 ? "; redirects are not followed" : "")}", isMissing);
        }

        if (response.Content.Headers.NonValidated.Contains("Content-Encoding"))
        {
            return FetchedDocument.Failed($"{Url} answered in a content encoding, though none was asked for");
        }

        if (response.Content.Headers.ContentLength > MaxBytes)
        {
            return FetchedDocument.Failed($"{Url} is larger than {MaxBytes} bytes");
        }

        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var document = new MemoryStream();
        byte[] chunk = new byte[16 * 1024];
        while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (document.Length + read > MaxBytes)
            {
                return FetchedDocument.Failed($"{Url} is larger than {MaxBytes} bytes");
            }

            document.Write(chunk, 0, read);
        }

        return new FetchedDocument(document.GetBuffer().AsMemory(0, (int)document.Length), null, false);
    }

    // What the other side has written stays out of it: the words are ours or the runtime's.
    private static string Words(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException reason }
            => $"cannot be trusted: {reason.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "cannot be spoken to over TLS",
        HttpRequestException { InnerException: SocketException reason } => $"cannot be connected to ({reason.SocketErrorCode})",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => $"sends more than {MaxHeaderKibibytes} KiB of headers",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "cannot be connected to",
        HttpRequestException reason => $"does not speak HTTP as it should ({reason.HttpRequestError})",
        HttpIOException reason => $"does not speak HTTP as it should ({reason.HttpRequestError})",
        _ => "broke off the connection",
    };

    private static X509ChainPolicy ChainPolicy(X509Certificate2Collection? roots)
    {
        // No downloads: a server's certificate names URLs for missing intermediates and for revocation, and fetching those would be a way past the address rules.
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return policy;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (!context.InitialRequestMessage.Options.TryGetValue(Addresses, out IPAddress[]? addresses))
        {
            // Only a request that goes through the proxy has no addresses, and this end point is the proxy's.
            return await ConnectAsync(context.DnsEndPoint, AddressFamily.Unspecified, cancellationToken);
        }

        for (int i = 0; i < addresses.Length - 1; i++)
        {
            using var attempt = new CancellationTokenSource(AttemptLimit, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, attempt.Token);
            try
            {
                return await ConnectAsync(new IPEndPoint(addresses[i], context.DnsEndPoint.Port), addresses[i].AddressFamily, either.Token);
            }
            catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The next one may answer.
            }
        }

        return await ConnectAsync(new IPEndPoint(addresses[^1], context.DnsEndPoint.Port), addresses[^1].AddressFamily, cancellationToken);
    }

    private static async ValueTask<Stream> ConnectAsync(EndPoint endPoint, AddressFamily family, CancellationToken cancellationToken)
    {
        Socket socket = family == AddressFamily.Unspecified ? new(SocketType.Stream, ProtocolType.Tcp) : new(family, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
