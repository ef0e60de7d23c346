using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.InProcess;
using Verifier.AspNetCore.Keys;
using Verifier.AspNetCore.Tests.Envoy;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Conformance;
using Verifier.Standalone;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>The one-process host on 127.0.0.1, asked over HTTP alone, save for what befalls its ledger.</summary>
internal sealed class HttpHost : IVerifierHost
{
    public const string AdminKey = "admin-0123456789-0123456789-0123456789";

    private readonly WebApplication _app;
    private readonly BreakableLedger _ledger;

    private HttpHost(WebApplication app, TestClock clock, BreakableLedger ledger)
    {
        _app = app;
        _ledger = ledger;
        Clock = clock;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Envoys = EnvoyCalls.Address(app);
    }

    public TestClock Clock { get; }

    public int Crowd => 200;

    /// <summary>For what only HTTP has.</summary>
    public HttpClient Http { get; }

    /// <summary>Where Envoy asks, over HTTP/2.</summary>
    public Uri Envoys { get; }

    public static async Task<HttpHost> StartAsync(HostSettings settings, ILoggerProvider? logs = null)
    {
        TestClock clock = new();
        BreakableLedger ledger = new(clock);
        Dictionary<string, string?> configured = new()
        {
            ["Verifier:Admin:Keys:boss"] = AdminKey,
            ["Verifier:Fetch:AllowHttpLoopback"] = "true",
            ["Verifier:DataDirectory"] = DataDirectories.Next(),
            ["Verifier:TenantByToken"] = settings.TenantByToken ? "true" : "false",
        };
        foreach ((string setting, string? value) in EnvoyCalls.Listeners)
        {
            configured[setting] = value;
        }

        bool built = StandaloneHost.TryBuild([], builder => Prepare(builder, configured, clock, ledger, settings, logs), out WebApplication? app, out IReadOnlyList<string> faults);
        Assert.True(built, string.Join('\n', faults));
        await app!.StartAsync();
        return new HttpHost(app, clock, ledger);
    }

    public async Task<Answered> AskAsync(Ask ask)
    {
        using HttpResponseMessage response = await Http.PostAsync("/v1/verify", Json(ask.ToDocument()));
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        return new Answered(JsonNode.Parse(text)!.AsObject());
    }

    public async Task PutTenantAsync(string tenant, JsonObject settings) => _ = await AdminAsync(HttpMethod.Put, tenant, settings);

    public async Task DeleteTenantAsync(string tenant) => _ = await AdminAsync(HttpMethod.Delete, tenant);

    public async Task<string> RevokeAsync(string tenant, JsonObject revocation) => (string)JsonNode.Parse(await AdminAsync(HttpMethod.Post, $"{tenant}/revocations", revocation))!["id"]!;

    public async Task RestoreAsync(string tenant, string revocation) => _ = await AdminAsync(HttpMethod.Delete, $"{tenant}/revocations/{revocation}");

    public async Task RefreshKeysAsync(string tenant) => _ = await AdminAsync(HttpMethod.Post, $"{tenant}/keys/refresh");

    public Task CutLedgerOffAsync()
    {
        _ledger.CutOff();
        return Task.CompletedTask;
    }

    public Task LoseLedgerAsync()
    {
        _ledger.Lose();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Prepare(WebApplicationBuilder builder, Dictionary<string, string?> configured, TestClock clock, BreakableLedger ledger, HostSettings settings, ILoggerProvider? logs)
    {
        builder.Configuration.AddInMemoryCollection(configured);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }

        // Runs when all is registered: the verifier asks a ledger that can break.
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) => services.Replace(ServiceDescriptor.Singleton(provider => new TokenVerifier(
            provider.GetRequiredService<TenantRegistry>(), provider.GetRequiredService<IssuerKeys>(), ledger, settings.TenantByToken))));
    }

    private static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private async Task<string> AdminAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using HttpRequestMessage request = new(method, $"/v1/tenants/{path}") { Content = body is null ? null : Json(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        using HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode}: {text}");
        return text;
    }
}
