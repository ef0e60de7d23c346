using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Verifier.Testing;

/// <summary>
/// A <see cref="TestIssuer"/> served over http on 127.0.0.1: metadata, key set, and a token endpoint for client credentials, Bearer or DPoP.
/// It reads no configuration, writes no log and takes no signals, so that it can live inside a test or beside another host.
/// </summary>
public sealed class LoopbackIssuer : IAsyncDisposable
{
    private readonly IssuerEndpoints _endpoints;
    private readonly SemaphoreSlim _serving = new(1, 1);
    private WebApplication? _server;
    private CancellationTokenSource _closing = new();
    private bool _disposed;

    private LoopbackIssuer(LoopbackIssuerOptions options, int port)
    {
        Port = port;
        Issuer = new TestIssuer($"http://127.0.0.1:{port}{options.PathBase}", options.Key, options.Time);
        _endpoints = new IssuerEndpoints(this, options);
    }

    /// <summary>The issuer: its keys, and tokens for which nobody has to ask over HTTP.</summary>
    public TestIssuer Issuer { get; }

    /// <summary>The issuer identifier.</summary>
    public string Url => Issuer.Issuer;

    /// <summary>The port on 127.0.0.1; it stays the same when the issuer is taken down and brought up.</summary>
    public int Port { get; }

    /// <summary>What goes wrong at present.</summary>
    public IssuerFaults Faults { get; } = new();

    /// <summary>
    /// The nonce that a proof at the token endpoint must carry (RFC 9449 section 8), or null for none. A proof without it is answered
    /// <c>use_dpop_nonce</c>, and every answer offers it.
    /// </summary>
    public string? RequiredNonce { get; set; }

    /// <summary>How often metadata were asked for, whatever the answer.</summary>
    public long DiscoveryFetches => Counts.Discovery;

    /// <summary>How often the key set was asked for, whatever the answer.</summary>
    public long JwksFetches => Counts.Jwks;

    /// <summary>How often a token was asked for, whatever the answer.</summary>
    public long TokenRequests => Counts.Token;

    /// <summary>How often the target of a <see cref="IssuerFault.Redirect"/> was asked for.</summary>
    public long RedirectsFollowed => Counts.Redirects;

    internal RequestCounts Counts { get; } = new();

    /// <summary>Ends when the server is taken down: requests that hang then let go.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>Starts an issuer; it answers when the task ends.</summary>
    /// <param name="options">How it is served, or null for a free port and one new key.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">The path is neither empty nor one that begins with <c>/</c>.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LoopbackIssuer> StartAsync(LoopbackIssuerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LoopbackIssuerOptions();
        if (options.PathBase is not "" && (options.PathBase[0] != '/' || options.PathBase.AsSpan().ContainsAny('?', '#')))
        {
            throw new ArgumentException($"PathBase is \"{options.PathBase}\"; it must be empty or a path that begins with /.", nameof(options));
        }

        // The issuer's name holds the port, which only the running server knows; nobody else knows the port until this returns.
        TaskCompletionSource<LoopbackIssuer> issuer = new();
        WebApplication server = await ListenAsync(options.Port, async context => await (await issuer.Task)._endpoints.AnswerAsync(context), cancellationToken);
        LoopbackIssuer started = new(options, PortOf(server)) { _server = server };
        issuer.SetResult(started);
        return started;
    }

    /// <summary>Waits for requests to arrive, without polling: for example until a first fetch hangs, before a second one is tried.</summary>
    /// <param name="condition">Looked at now and after each request, for example <c>i => i.JwksFetches == 1</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WhenAsync(Func<LoopbackIssuer, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Counts.WhenAsync(() => condition(this), cancellationToken);
    }

    /// <summary>Stops listening: connections are refused, and the running ones are closed, until <see cref="BringUpAsync"/>.</summary>
    public async Task TakeDownAsync()
    {
        await _serving.WaitAsync();
        try
        {
            if (_server is { } server)
            {
                _server = null;
                await _closing.CancelAsync();
                await server.StopAsync();
                await server.DisposeAsync();
            }
        }
        finally
        {
            _ = _serving.Release();
        }
    }

    /// <summary>Listens again on the same port, with the keys and faults there are.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">Something else took the port meanwhile.</exception>
    public async Task BringUpAsync(CancellationToken cancellationToken = default)
    {
        await _serving.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_server is null)
            {
                _closing.Dispose();
                _closing = new CancellationTokenSource();
                _server = await ListenAsync(Port, _endpoints.AnswerAsync, cancellationToken);
            }
        }
        finally
        {
            _ = _serving.Release();
        }
    }

    /// <summary>Stops the server and lets every hanging request go.</summary>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await TakeDownAsync();
        _closing.Dispose();
    }

    private static async Task<WebApplication> ListenAsync(int port, RequestDelegate answer, CancellationToken cancellationToken)
    {
        // The empty builder: no appsettings.json, no ASPNETCORE_URLS, no console logger of the application that this is embedded in.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _ = builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        _ = builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication server = builder.Build();
        ((IApplicationBuilder)server).Run(answer);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static int PortOf(WebApplication server)
        => new Uri(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Port;

    /// <summary>Leaves Ctrl+C and SIGTERM to the host that this runs beside.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
