using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>A server on 127.0.0.1 whose every answer a test can replace.</summary>
internal sealed class IssuerServer : IAsyncDisposable
{
    public const string OpenId = "/.well-known/openid-configuration";

    public const string OAuth = "/.well-known/oauth-authorization-server";

    private readonly WebApplication _app;

    private IssuerServer(WebApplication app, string origin)
    {
        _app = app;
        Origin = origin;
        this[OpenId] = context => Json(context, Metadata());
        this["/jwks"] = context => Json(context, Jwks);
    }

    /// <summary>Scheme, 127.0.0.1 and port.</summary>
    public string Origin { get; }

    public int Port => new Uri(Origin).Port;

    public string Jwks { get; set; } = """{"keys":[]}""";

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    private ConcurrentDictionary<string, RequestDelegate> Answers { get; } = new();

    public RequestDelegate this[string path]
    {
        set => Answers[path] = value;
    }

    public static async Task<IssuerServer> StartAsync(X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            if (certificate is not null)
            {
                _ = listener.UseHttps(certificate);
            }
        }));
        if (certificate is not null)
        {
            _ = builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        IssuerServer? server = null;
        app.Run(context => server!.AnswerAsync(context));
        await app.StartAsync();
        server = new IssuerServer(app, app.Urls.Single());
        return server;
    }

    /// <summary>A metadata document that names this server, save for what the test says.</summary>
    public string Metadata(string? issuer = null, string? jwksUri = null)
        => $$"""{"issuer":"{{issuer ?? Origin}}","authorization_endpoint":"{{Origin}}/authorize","jwks_uri":"{{jwksUri ?? $"{Origin}/jwks"}}"}""";

    public static Task Json(HttpContext context, string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        Requests.Enqueue(path);
        if (Answers.TryGetValue(path, out RequestDelegate? answer))
        {
            return answer(context);
        }

        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }
}
