using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.Standalone;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Hosting;

/// <summary>The real one-process host on a free port of 127.0.0.1, with the tenant <c>acme</c>, its issuer on loopback, and a clock that moves when told.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public const string AdminKey = "admin-0123456789-0123456789-0123456789";
    public const string ReadKey = "reader-0123456789-0123456789-0123456789";
    public const string Audience = "https://api.test";

    private TestHost(WebApplication app, TestClock clock, RecordedLogs logs, LoopbackIssuer issuer)
    {
        App = app;
        Clock = clock;
        Logs = logs;
        Issuer = issuer;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First().Replace("http://unix:", "http://localhost/", StringComparison.Ordinal)) };
    }

    public WebApplication App { get; }

    public TestClock Clock { get; }

    public RecordedLogs Logs { get; }

    public LoopbackIssuer Issuer { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it with these settings too; null takes one away that it would have.</summary>
    public static async Task<TestHost> StartAsync(params (string Setting, string? Value)[] settings)
    {
        TestClock clock = new();
        RecordedLogs logs = new();
        LoopbackIssuer issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Time = clock });
        Dictionary<string, string?> configured = new()
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Verifier:Admin:Keys:boss"] = AdminKey,
            ["Verifier:Admin:ReadKeys:viewer"] = ReadKey,
            ["Verifier:Fetch:AllowHttpLoopback"] = "true",
            ["Verifier:Tenants:acme:issuers:0"] = issuer.Url,
            ["Verifier:Tenants:acme:audiences:0"] = Audience,
            ["Verifier:DataDirectory"] = DataDirectories.Next(),
        };
        foreach ((string setting, string? value) in settings)
        {
            if (value is null)
            {
                configured.Remove(setting);
            }
            else
            {
                configured[setting] = value;
            }
        }

        Assert.True(StandaloneHost.TryBuild([], builder => Prepare(builder, configured, clock, logs), out WebApplication? app, out IReadOnlyList<string> faults), string.Join('\n', faults));
        await app!.StartAsync();
        return new TestHost(app, clock, logs, issuer);
    }

    /// <summary>Asks for a decision on a document.</summary>
    public Task<HttpResponseMessage> VerifyAsync(JsonNode document) => VerifyAsync(document.ToJsonString());

    public Task<HttpResponseMessage> VerifyAsync(string body) => Http.PostAsync("/v1/verify", Json(body));

    /// <summary>Asks for a decision and reads it; the call itself must have been good.</summary>
    public async Task<JsonObject> DecideAsync(JsonNode document)
    {
        using HttpResponseMessage response = await VerifyAsync(document);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Calls administration with a key.</summary>
    public async Task<HttpResponseMessage> AdminAsync(HttpMethod method, string path, string? body = null, string? key = AdminKey, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : Json(body) };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach ((string name, string value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await Http.SendAsync(request);
    }

    /// <summary>The answer once it is not 503 any more: after the clock has moved the ledger's life has to be renewed first, and a disk may take longer for that than a request waits.</summary>
    public static async Task<T> AnsweredAsync<T>(Func<Task<T>> ask, Func<T, int> statusOf)
    {
        Stopwatch waited = Stopwatch.StartNew();
        T answer;
        do
        {
            answer = await ask();
        }
        while (statusOf(answer) == 503 && waited.Elapsed < TimeSpan.FromSeconds(60));

        return answer;
    }

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    private static void Prepare(WebApplicationBuilder builder, Dictionary<string, string?> configured, TimeProvider clock, RecordedLogs logs)
    {
        builder.Configuration.AddInMemoryCollection(configured);
        builder.Services.AddSingleton(clock);
        builder.Logging.ClearProviders().AddProvider(logs);
    }
}
