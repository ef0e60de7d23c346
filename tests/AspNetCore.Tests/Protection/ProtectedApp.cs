using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Protection;

/// <summary>An application as a user writes one, on a free port of 127.0.0.1, with the tenant <c>acme</c> and its issuer on loopback.</summary>
internal sealed class ProtectedApp : IAsyncDisposable
{
    public const string Audience = "https://api.test";

    private ProtectedApp(WebApplication app, LoopbackIssuer issuer, TestClock clock, RecordedLogs logs)
    {
        App = app;
        Issuer = issuer;
        Clock = clock;
        Logs = logs;
        Url = app.Urls.First();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
    }

    public WebApplication App { get; }

    public LoopbackIssuer Issuer { get; }

    public TestClock Clock { get; }

    public RecordedLogs Logs { get; }

    public string Url { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it.</summary>
    /// <param name="map">Its pipeline and endpoints.</param>
    /// <param name="services">Its services, beside <c>AddVerifier()</c>; null: nothing more.</param>
    /// <param name="options">What it says of the verifier in code; null: nothing.</param>
    /// <param name="settings">Settings beside its tenant's.</param>
    public static async Task<ProtectedApp> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? services = null, Action<VerifierOptions>? options = null, params (string Setting, string? Value)[] settings)
    {
        TestClock clock = new();
        RecordedLogs logs = new();
        LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Time = clock });
        Dictionary<string, string?> configured = new()
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Verifier:Fetch:AllowHttpLoopback"] = "true",
            ["Verifier:Replay:AssumeFirstStart"] = "true",
            ["Verifier:Tenants:acme:issuers:0"] = issuer.Url,
            ["Verifier:Tenants:acme:audiences:0"] = Audience,
        };
        foreach ((string setting, string? value) in settings)
        {
            configured[setting] = value;
            if (value is null)
            {
                configured.Remove(setting);
            }
        }

        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(ProtectedApp).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(configured);
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddVerifier(options);
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new ProtectedApp(app, issuer, clock, logs);
    }

    /// <summary>Sends a request with these headers.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Gets with a Bearer token, or without one.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string? token = null) => token is null ? SendAsync(HttpMethod.Get, path) : SendAsync(HttpMethod.Get, path, ("Authorization", $"Bearer {token}"));

    /// <summary>Gets with a token that is bound to a key, and a proof for the URL as this client sees it.</summary>
    public Task<HttpResponseMessage> GetBoundAsync(string path, TestKey key, string? url = null, params (string Name, string Value)[] headers)
    {
        string token = Issuer.Issuer.Token(t => t.BoundTo(key));
        return SendAsync(HttpMethod.Get, path, [("Authorization", $"DPoP {token}"), ("DPoP", DPoPProof.Create(key, "GET", url ?? Url + path, token, time: Clock)), .. headers]);
    }

    /// <summary>The status, the one challenge line, or why there is none.</summary>
    public static async Task<(HttpStatusCode Status, string Challenge)> ReadAsync(Task<HttpResponseMessage> sent)
    {
        using HttpResponseMessage response = await sent;
        string[] lines = response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out HeaderStringValues values) ? [.. values] : [];
        return (response.StatusCode, lines.Length > 1 ? $"{lines.Length} lines" : lines.SingleOrDefault() ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
