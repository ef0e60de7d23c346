using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>The policy in the query of <c>/v1/auth</c>: the proxy's, whole, or nothing.</summary>
public sealed class AuthQueryTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("?scopes=read:orders", "'scopes' is not a parameter")]
    [InlineData("?Scope=read:orders", "'Scope' is not a parameter")]
    [InlineData("?tenant=acme&audiences=x", "'audiences' is not a parameter")]
    [InlineData("?sc%6Fpes=x", "'scopes' is not a parameter")]
    [InlineData("?%0d%0a=x", "A name that cannot be shown is not a parameter")]
    [InlineData("?=x", "A name that cannot be shown is not a parameter")]
    [InlineData("?scope=read:orders&scope=admin", "'scope' appears more than once")]
    [InlineData("?scope=read:orders&sc%6Fpe=read:orders", "'scope' appears more than once")]
    [InlineData("?tenant=acme&tenant=acme", "'tenant' appears more than once")]
    [InlineData("?scope=", "'scope' is empty")]
    [InlineData("?scope", "'scope' is empty")]
    [InlineData("?scope=%20", "'scope' is empty")]
    [InlineData("?tenant=&scope=read:orders", "'tenant' is empty")]
    [InlineData("?audience=", "'audience' is empty")]
    [InlineData("?claim=", "'claim' is empty")]
    [InlineData("?scope=%22quoted%22", "'scope' must be at most 64 scopes")]
    [InlineData("?claims=yes", "'claims' must be true or false")]
    [InlineData("?claims=True", "'claims' must be true or false")]
    [InlineData("?tenant=nobody", "there is no tenant 'nobody'")]
    [InlineData("?tenant=ACME", "there is no tenant 'ACME'")]
    [InlineData("?tenant=acme%0d%0aforged", "there is no tenant A name that cannot be shown")]
    public async Task A_policy_that_is_not_understood_whole_lets_nobody_pass(string query, string because) => await _host.AssertMisunderstoodAsync(_host.Bearer(), because, query);

    [Theory]
    [InlineData("?tenant=acme&scope=read:orders&audience=https://api.test&claim=sub&claims=true")]
    [InlineData("?scope=read:orders+read:orders")]
    [InlineData("?scope=%20read%3Aorders%20")]
    [InlineData("?")]
    [InlineData("")]
    public async Task A_policy_that_is_understood_is_judged_by(string query) => Assert.Equal(200, (await _host.AuthAsync(_host.Bearer(), query)).Status);

    [Fact]
    public async Task What_the_client_writes_into_its_own_query_is_no_policy()
    {
        List<(string Name, string Value)> headers = _host.Bearer().With("X-Forwarded-Uri", "/orders?tenant=nobody&scope=anything&claims=true");

        Assert.Equal(200, (await _host.AuthAsync(headers)).Status);
        Assert.Equal(403, (await _host.AuthAsync(headers, "?scope=admin")).Status);
        Assert.Empty((await _host.AuthAsync(headers)).Lines("X-Auth-Claims"));
    }

    [Fact]
    public async Task A_proxy_that_hands_the_clients_query_on_as_the_policy()
        => await _host.AssertMisunderstoodAsync(_host.Bearer().With("X-Forwarded-Uri", "/orders?tenant=acme&scope=read:orders"), "so it may be the client's", "?tenant=acme&scope=read:orders");

    [Fact]
    public async Task Where_a_tenant_is_required_a_call_without_one_is_refused()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:ForwardAuth:RequireTenant", "true"));

        await host.AssertMisunderstoodAsync(host.Bearer(), "it names no tenant, and Verifier:ForwardAuth:RequireTenant is true", "?scope=read:orders");
        Assert.Equal(200, (await host.AuthAsync(host.Bearer(), "?tenant=acme")).Status);
    }
}
