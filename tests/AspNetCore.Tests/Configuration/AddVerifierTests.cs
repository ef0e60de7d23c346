using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.AccessTokens;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Tests.Protection;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Configuration;

/// <summary>What an application says to <c>AddVerifier</c>, in configuration and in code.</summary>
public sealed class AddVerifierTests
{
    [Fact]
    public async Task A_tenant_can_be_added_in_code()
    {
        await using LoopbackIssuer globex = await LoopbackIssuer.StartAsync();
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", (AccessToken token) => token.Tenant).RequireAccessToken(),
            options: options => options.AddTenant("globex", globex.Url, "https://api.globex.example"));
        string token = globex.Issuer.Token(t =>
        {
            t.Claims["aud"] = "https://api.globex.example";
            t.Claims["iat"] = app.Clock.UnixSeconds;
            t.Claims["exp"] = app.Clock.UnixSeconds + 60;
        });

        Assert.Equal("globex", await (await app.GetAsync("/", token)).Content.ReadAsStringAsync());
        Assert.Equal("acme", await (await app.GetAsync("/", app.Issuer.Issuer.Token())).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_application_names_the_tenant_and_no_token_overrides_it()
    {
        await using LoopbackIssuer globex = await LoopbackIssuer.StartAsync();
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/{tenant}/orders", (AccessToken token) => token.Tenant).RequireAccessToken(),
            options: options =>
            {
                options.AddTenant("globex", globex.Url, ProtectedApp.Audience);
                options.ResolveTenant = context => new(context.Request.RouteValues["tenant"] as string);
            });

        Assert.Equal(HttpStatusCode.OK, (await ProtectedApp.ReadAsync(app.GetAsync("/acme/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/globex/orders", app.Issuer.Issuer.Token()))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/nobody/orders", app.Issuer.Issuer.Token()))).Status);
    }

    [Theory]
    [InlineData("Verifier:Tenants:acme:audience", "x", "audience")]
    [InlineData("Verifier:Tenants:acme:clockSkewSeconds", "900", "clockSkewSeconds is 900; it must be from 0 to 300")]
    [InlineData("Verifier:Tenant", "x", "Tenant")]
    [InlineData("Verifier:Replay:AssumeFirstStart", "perhaps", "AssumeFirstStart")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string named)
    {
        OptionsValidationException stopped = await Assert.ThrowsAsync<OptionsValidationException>(() => ProtectedApp.StartAsync(app => app.MapGet("/", () => "in").RequireAccessToken(), settings: (setting, value)));

        Assert.Contains(named, stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_with_faults_in_code_stops_the_start_and_names_them_all()
    {
        OptionsValidationException stopped = await Assert.ThrowsAsync<OptionsValidationException>(() => ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in"), options: options => options.AddTenant("globex", new TenantSettings { ClockSkewSeconds = -1 })));

        Assert.Contains("globex: issuers", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("globex: audiences", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("globex: clockSkewSeconds", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_both_configured_and_coded_stops_the_start()
    {
        OptionsValidationException stopped = await Assert.ThrowsAsync<OptionsValidationException>(() => ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in"), options: options => options.AddTenant("acme", "https://login.acme.example/", "https://api.acme.example")));

        Assert.Contains("Verifier:Tenants:acme", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_without_storage_fences_unless_it_is_said_to_be_the_first()
    {
        var key = TestKey.Create();
        await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", () => "in").RequireAccessToken(), settings: ("Verifier:Replay:AssumeFirstStart", "false"));

        (HttpStatusCode status, string challenge) = await ProtectedApp.ReadAsync(app.GetBoundAsync("/", key));
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.StartsWith("DPoP error=\"use_dpop_nonce\"", challenge, StringComparison.Ordinal);

        using HttpClient client = new(new DPoPHandler(key, app.Issuer.Issuer.Token(t => t.BoundTo(key)), app.Clock) { InnerHandler = new SocketsHttpHandler() });
        Assert.Equal("in", await client.GetStringAsync(new Uri(app.Url)));
    }

    [Fact]
    public async Task A_start_that_looks_like_one_of_several_replicas_is_warned_about()
    {
        Environment.SetEnvironmentVariable("CONTAINER_APP_REPLICA_NAME", "orders--1");
        try
        {
            await using ProtectedApp app = await ProtectedApp.StartAsync(app => app.MapGet("/", () => "in"));

            Assert.Contains(app.Logs.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("CONTAINER_APP_REPLICA_NAME", StringComparison.Ordinal));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CONTAINER_APP_REPLICA_NAME", null);
        }
    }

    [Fact]
    public async Task An_application_without_tenants_is_told_so()
    {
        await using ProtectedApp app = await ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(), settings: [("Verifier:Tenants:acme:issuers:0", null), ("Verifier:Tenants:acme:audiences:0", null)]);

        Assert.Contains(app.Logs.Lines, line => line.Level == LogLevel.Warning && line.Text.StartsWith("No tenant is configured", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ProtectedApp.ReadAsync(app.GetAsync("/", app.Issuer.Issuer.Token()))).Status);
    }

    [Fact]
    public async Task Tenants_that_nobody_would_read_stop_the_start()
    {
        InvalidOperationException stopped = await Assert.ThrowsAsync<InvalidOperationException>(() => ProtectedApp.StartAsync(
            app => app.MapGet("/", () => "in").RequireAccessToken(), services => services.Replace(ServiceDescriptor.Singleton<ITenantSource, OwnedElsewhere>())));

        Assert.StartsWith("Verifier:Tenants is configured", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_has_read_its_setup_cannot_add_the_verifier_again()
    {
        ServiceCollection services = new();
        services.AddVerifierCore(new VerifierSetup());

        Assert.Throws<InvalidOperationException>(() => services.AddVerifier());
    }

    private sealed class OwnedElsewhere : ITenantSource
    {
        public TenantIndex Index => TenantIndex.Empty;

        public ValueTask<TenantSnapshot?> GetAsync(string tenant, CancellationToken cancellationToken) => default;
    }
}
