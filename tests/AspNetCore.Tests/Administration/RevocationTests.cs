using System.Net;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary><c>/v1/tenants/{tenant}/revocations</c>.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const string Path = "/v1/tenants/acme/revocations";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("jti", "token-1")]
    [InlineData("sub", "user-1")]
    [InlineData("sid", "session-1")]
    [InlineData("clientId", "client-1")]
    public async Task A_token_seen_before_is_refused_once_it_is_revoked_and_passes_when_that_is_taken_back(string member, string value)
    {
        string token = _host.Issuer.Issuer.Token(t =>
        {
            t.Claims["jti"] = "token-1";
            t.Claims["sid"] = "session-1";
        });
        JsonObject document = new() { ["authorization"] = $"Bearer {token}" };
        Assert.True((bool?)(await _host.DecideAsync(document))["allowed"]);

        using HttpResponseMessage added = await _host.AdminAsync(HttpMethod.Post, Path, new JsonObject { [member] = value }.ToJsonString());
        JsonObject refused = await _host.DecideAsync(document);
        string id = (string)(await TestHost.ReadAsync(added))["id"]!;
        using HttpResponseMessage removed = await _host.AdminAsync(HttpMethod.Delete, $"{Path}/{id}");

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal($"{Path}/{id}", added.Headers.Location?.ToString());
        Assert.Equal("token_revoked", (string?)refused["reason"]);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.True((bool?)(await _host.DecideAsync(document))["allowed"]);
    }

    [Fact]
    public async Task Revocations_in_force_are_listed_until_they_expire()
    {
        using HttpResponseMessage added = await _host.AdminAsync(HttpMethod.Post, Path, """{"sub":"user-1"}""");

        using HttpResponseMessage listed = await _host.AdminAsync(HttpMethod.Get, Path);
        JsonNode entry = Assert.Single((await TestHost.ReadAsync(listed))["revocations"]!.AsArray())!;
        Assert.Equal("user-1", (string?)entry["sub"]);
        Assert.Equal(_host.Clock.UnixSeconds, (long?)entry["issuedBefore"]);
        Assert.Equal(_host.Clock.UnixSeconds + 86_400, (long?)entry["expiresAt"]);

        _host.Clock.Advance(TimeSpan.FromSeconds(86_400));
        using HttpResponseMessage later = await _host.AdminAsync(HttpMethod.Get, Path);
        Assert.Empty((await TestHost.ReadAsync(later))["revocations"]!.AsArray());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sub":"a","jti":"b"}""")]
    [InlineData("""{"sub":1}""")]
    [InlineData("""{"subject":"a"}""")]
    [InlineData("""{"sub":"a","sub":"a"}""")]
    [InlineData("""{"sub":"a","issuer":"https://nobody.test/"}""")]
    [InlineData("""{"sub":"a","expiresAt":0}""")]
    public async Task A_faulty_revocation_is_422_and_revokes_nothing(string body)
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Post, Path, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotEmpty((await TestHost.ReadAsync(response))["faults"]!.AsArray());
        using HttpResponseMessage listed = await _host.AdminAsync(HttpMethod.Get, Path);
        Assert.Empty((await TestHost.ReadAsync(listed))["revocations"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "/v1/tenants/nobody/revocations")]
    [InlineData("POST", "/v1/tenants/nobody/revocations")]
    [InlineData("DELETE", "/v1/tenants/nobody/revocations/0")]
    [InlineData("DELETE", "/v1/tenants/acme/revocations/0")]
    public async Task What_is_not_there_is_404(string method, string path)
    {
        using HttpResponseMessage response = await _host.AdminAsync(new HttpMethod(method), path, method == "POST" ? """{"sub":"a"}""" : null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_new_policy_keeps_the_revocations()
    {
        string policy = new JsonObject { ["issuers"] = new JsonArray(_host.Issuer.Url), ["audiences"] = new JsonArray(TestHost.Audience) }.ToJsonString();
        using HttpResponseMessage created = await _host.AdminAsync(HttpMethod.Put, "/v1/tenants/other", policy);
        using HttpResponseMessage added = await _host.AdminAsync(HttpMethod.Post, "/v1/tenants/other/revocations", """{"sub":"user-1"}""");
        using HttpResponseMessage changed = await _host.AdminAsync(HttpMethod.Put, "/v1/tenants/other", policy.Replace("]}", "],\"clockSkewSeconds\":5}", StringComparison.Ordinal));

        JsonObject answer = await _host.DecideAsync(new JsonObject { ["tenant"] = "other", ["authorization"] = $"Bearer {_host.Issuer.Issuer.Token()}" });

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("token_revoked", (string?)answer["reason"]);
    }

    [Fact]
    public async Task Each_change_is_audited_without_whom_it_concerns()
    {
        using HttpResponseMessage added = await _host.AdminAsync(HttpMethod.Post, Path, """{"sub":"user-1"}""");
        string id = (string)(await TestHost.ReadAsync(added))["id"]!;
        using HttpResponseMessage removed = await _host.AdminAsync(HttpMethod.Delete, $"{Path}/{id}");

        Assert.Equal(
            [$"2030-01-01T00:00:00.0000000+00:00: boss added revocation {id} to tenant acme", $"2030-01-01T00:00:00.0000000+00:00: boss removed revocation {id} from tenant acme"],
            _host.Logs.Of("Verifier.Audit"));
        Assert.DoesNotContain(_host.Logs.Lines, line => line.Text.Contains("user-1", StringComparison.Ordinal));
    }
}
