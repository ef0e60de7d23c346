using System.Net;

namespace Verifier.Interop.Tests.Proxies;

/// <summary>Caddy's <c>forward_auth</c>.</summary>
public sealed class CaddyTests(CaddyFixture fixture) : ProxyTests(fixture), IClassFixture<CaddyFixture>
{
    // Caddy puts the client's query behind a uri that has none.
    [SkippableFact]
    public async Task A_configuration_that_hands_the_clients_query_on_lets_no_client_write_its_own_policy()
    {
        var proxy = await fixture.StartAsync(("uri /v1/auth?{args.0}", "uri /v1/auth"));
        var token = fixture.Issuer.Issuer.Token();

        Assert.Equal(HttpStatusCode.OK, await AskAsync("/orders"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("/orders?tenant=acme&scope=read:orders"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("/orders?claims=true"));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync("/orders?page=2"));

        async Task<HttpStatusCode> AskAsync(string path)
        {
            using var request = fixture.Request(path, token);
            request.RequestUri = new Uri(proxy, path);
            using var answer = await fixture.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }
}
