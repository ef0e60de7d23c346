using System.Net;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary>Who may administrate: the holder of an admin key, on loopback too.</summary>
public sealed class AdminAccessTests : IAsyncLifetime
{
    private const string Policy = """{"issuers":["https://login.other.test/"],"audiences":["https://api.other.test"]}""";

    private TestHost _host = null!;

    public static TheoryData<string, string> EveryCall => new()
    {
        { "GET", "/v1/tenants" },
        { "GET", "/v1/tenants/acme" },
        { "PUT", "/v1/tenants/other" },
        { "DELETE", "/v1/tenants/acme" },
        { "GET", "/v1/tenants/acme/keys" },
        { "POST", "/v1/tenants/acme/keys/refresh" },
        { "GET", "/v1/tenants/acme/revocations" },
        { "POST", "/v1/tenants/acme/revocations" },
        { "DELETE", "/v1/tenants/acme/revocations/0" },
        { "GET", "/v1/statistics" },
    };

    public async Task InitializeAsync()
        => _host = await TestHost.StartAsync(("Verifier:Callers:web:Key", "web-0123456789-0123456789-0123456789"), ("Verifier:Callers:web:Tenants:0", "*"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(EveryCall))]
    public async Task Without_an_admin_key_every_call_is_401_with_a_challenge(string method, string path)
    {
        foreach (string? key in new[] { null, "wrong-0123456789-0123456789-0123456789", TestHost.AdminKey[..^1], TestHost.AdminKey.ToUpperInvariant(), "web-0123456789-0123456789-0123456789" })
        {
            using HttpResponseMessage response = await _host.AdminAsync(new HttpMethod(method), path, method == "PUT" ? Policy : null, key);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Theory]
    [MemberData(nameof(EveryCall))]
    public async Task A_read_key_reads_and_changes_nothing(string method, string path)
    {
        using HttpResponseMessage response = await _host.AdminAsync(new HttpMethod(method), path, method == "PUT" ? Policy : null, TestHost.ReadKey);

        Assert.Equal(method == "GET" ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        using HttpResponseMessage other = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants/other");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task Two_admin_keys_are_both_good_so_that_one_can_replace_the_other()
    {
        const string Next = "next-0123456789-0123456789-0123456789";
        await using TestHost host = await TestHost.StartAsync(("Verifier:Admin:Keys:next", Next));

        using HttpResponseMessage old = await host.AdminAsync(HttpMethod.Get, "/v1/tenants");
        using HttpResponseMessage next = await host.AdminAsync(HttpMethod.Get, "/v1/tenants", key: Next);

        Assert.Equal(HttpStatusCode.OK, old.StatusCode);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task No_key_is_ever_logged()
    {
        using HttpResponseMessage good = await _host.AdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy);
        using HttpResponseMessage wrong = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants", key: "wrong-0123456789-0123456789-0123456789");
        using HttpResponseMessage reader = await _host.AdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy, TestHost.ReadKey);

        Assert.Contains(_host.Logs.Lines, line => line.Text.Contains("no admin key of this installation", StringComparison.Ordinal));
        Assert.Contains(_host.Logs.Lines, line => line.Text.Contains("viewer", StringComparison.Ordinal));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains("0123456789", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_query_parameter_is_400()
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants?limit=1");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
