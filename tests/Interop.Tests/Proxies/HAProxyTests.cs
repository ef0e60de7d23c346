using System.Net;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>HAProxy with a script of ours.</summary>
public sealed class HAProxyTests(HAProxyFixture fixture) : ProxyTests(fixture), IClassFixture<HAProxyFixture>
{
    // HAProxy goes on with the next rule then.
    [SkippableFact]
    public async Task A_script_that_fails_lets_nobody_pass()
    {
        var proxy = await fixture.StartAsync(("local sent = txn.http:req_get_headers()", "local sent = nil"));
        using var request = fixture.Request("/orders", fixture.Issuer.Issuer.Token());
        request.RequestUri = new Uri(proxy, "/orders");
        var arrivals = fixture.Api.Arrivals.Count;

        using var answer = await fixture.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, arrivals), (answer.StatusCode, fixture.Api.Arrivals.Count));
    }
}
