using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary><c>acceptBoundTokensAsBearer</c> is a logged choice, wherever it was made.</summary>
public sealed class BoundTokensAsBearerTests
{
    [Fact]
    public async Task A_configured_tenant_that_takes_bound_tokens_as_bearer_is_warned_of_at_the_start()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Tenants:acme:acceptBoundTokensAsBearer", "true"));

        Assert.Single(Warnings(host), "Tenant acme takes DPoP-bound tokens as Bearer, so a stolen one passes: acceptBoundTokensAsBearer is for migration only");
    }

    [Fact]
    public async Task A_tenant_put_to_take_bound_tokens_as_bearer_is_warned_of_in_the_audit_log()
    {
        await using TestHost host = await TestHost.StartAsync();
        Assert.Empty(Warnings(host));

        using HttpResponseMessage response = await host.AdminAsync(
            HttpMethod.Put, "/v1/tenants/other", """{"issuers": ["https://login.other.test/"], "audiences": ["https://api.other.test"], "acceptBoundTokensAsBearer": true}""");

        Assert.True(response.IsSuccessStatusCode);
        string line = Assert.Single(Warnings(host));
        Assert.EndsWith("boss has tenant other take DPoP-bound tokens as Bearer, so a stolen one passes: for migration only", line, StringComparison.Ordinal);
        Assert.Contains(line, host.Logs.Of("Verifier.Audit"));
    }

    private static IEnumerable<string> Warnings(TestHost host)
        => host.Logs.Lines.Where(line => line.Level == LogLevel.Warning && line.Text.Contains("as Bearer", StringComparison.Ordinal)).Select(line => line.Text);
}
