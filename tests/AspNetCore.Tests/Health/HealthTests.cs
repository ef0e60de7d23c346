using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Health;

/// <summary><c>/healthz</c> and <c>/readyz</c>.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task A_started_host_is_healthy_and_ready(string path)
    {
        await using TestHost host = await TestHost.StartAsync();

        using HttpResponseMessage response = await host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task A_host_that_is_told_to_stop_is_alive_and_not_ready()
    {
        await using TestHost host = await TestHost.StartAsync();
        host.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using HttpResponseMessage live = await host.Http.GetAsync("/healthz");
        using HttpResponseMessage ready = await host.Http.GetAsync("/readyz");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task A_stop_lets_a_decision_under_way_end()
    {
        await using TestHost host = await TestHost.StartAsync();
        host.Issuer.Faults.Jwks = IssuerFault.Hang;
        Task<JsonObject> decision = host.DecideAsync(new JsonObject { ["authorization"] = $"Bearer {host.Issuer.Issuer.Token()}" });
        await host.Issuer.WhenAsync(issuer => issuer.JwksFetches == 1);

        Task stop = host.App.StopAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("keys_unavailable", (string?)(await decision)["reason"]);
        await stop;
    }
}
