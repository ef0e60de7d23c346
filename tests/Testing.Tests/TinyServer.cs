using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Verifier.Testing.Tests;

/// <summary>A resource server that answers as a test tells it and keeps what it was sent.</summary>
internal sealed class TinyServer : IAsyncDisposable
{
    private readonly WebApplication _server;

    private TinyServer(WebApplication server) => _server = server;

    public Uri Url => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public ConcurrentQueue<Received> Requests { get; } = [];

    public static async Task<TinyServer> StartAsync(Func<Received, HttpResponse, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        TinyServer server = new(app);
        ((IApplicationBuilder)app).Run(async context =>
        {
            using StreamReader body = new(context.Request.Body);
            Received received = new(
                context.Request.Method,
                context.Request.Headers.Authorization.ToString(),
                context.Request.Headers["DPoP"].ToString(),
                await body.ReadToEndAsync());
            server.Requests.Enqueue(received);
            await answer(received, context.Response);
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal sealed record Received(string Method, string Authorization, string Proof, string Body)
    {
        public string? Nonce => (string?)Jws.ReadClaims(Proof)["nonce"];
    }
}
