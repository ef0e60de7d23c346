using System.Net;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary><c>/v1/tenants</c> and <c>/v1/tenants/{tenant}</c>.</summary>
public sealed class TenantTests : IAsyncLifetime
{
    private const string Path = "/v1/tenants/other";

    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_tenant_that_is_put_is_created_and_answered_as_it_was_understood()
    {
        using HttpResponseMessage response = await PutAsync(Policy());

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.NotNull(response.Headers.ETag);
        JsonObject policy = await TestHost.ReadAsync(response);
        Assert.Equal("any", (string?)policy["profile"]);
        Assert.Equal(10, (int?)policy["clockSkewSeconds"]);
        Assert.Equal("allowed", (string?)policy["dpop"]!["mode"]);
    }

    [Fact]
    public async Task What_is_answered_can_be_put_again_and_changes_nothing()
    {
        using HttpResponseMessage created = await PutAsync(Policy());
        using HttpResponseMessage read = await _host.AdminAsync(HttpMethod.Get, Path);
        using HttpResponseMessage again = await PutAsync(await read.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        Assert.Equal(created.Headers.ETag, again.Headers.ETag);
    }

    [Fact]
    public async Task A_changed_policy_has_another_entity_tag_and_holds_for_the_next_decision()
    {
        using HttpResponseMessage created = await PutAsync(Policy());
        string token = _host.Issuer.Issuer.Token();
        JsonObject document = new() { ["tenant"] = "other", ["authorization"] = $"Bearer {token}" };
        Assert.True((bool?)(await _host.DecideAsync(document))["allowed"]);

        using HttpResponseMessage changed = await PutAsync(Policy("https://another-api.test"));

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(created.Headers.ETag, changed.Headers.ETag);
        Assert.Equal("token_audience_mismatch", (string?)(await _host.DecideAsync(document))["reason"]);
    }

    [Fact]
    public async Task A_deleted_tenant_is_gone_for_decisions_too()
    {
        using HttpResponseMessage created = await PutAsync(Policy());

        using HttpResponseMessage deleted = await _host.AdminAsync(HttpMethod.Delete, Path);
        using HttpResponseMessage again = await _host.AdminAsync(HttpMethod.Delete, Path);
        using HttpResponseMessage read = await _host.AdminAsync(HttpMethod.Get, Path);
        using HttpResponseMessage decision = await _host.VerifyAsync("""{"tenant":"other"}""");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, decision.StatusCode);
    }

    [Fact]
    public async Task A_tenant_made_anew_has_an_entity_tag_that_was_never_used()
    {
        using HttpResponseMessage first = await PutAsync(Policy());
        using HttpResponseMessage deleted = await _host.AdminAsync(HttpMethod.Delete, Path);
        using HttpResponseMessage second = await PutAsync(Policy());

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task The_list_says_where_each_tenant_comes_from()
    {
        using HttpResponseMessage created = await PutAsync(Policy());

        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants");

        JsonArray tenants = (await TestHost.ReadAsync(response))["tenants"]!.AsArray();
        Assert.Equal(["acme configuration", "other api"], tenants.Select(tenant => $"{tenant!["tenant"]} {tenant["source"]}"));
        Assert.Equal(_host.Issuer.Url, (string?)tenants[0]!["policy"]!["issuers"]![0]);
        Assert.Equal(created.Headers.ETag?.Tag, (string?)tenants[1]!["etag"]);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_tenant_from_configuration_is_409(string method)
    {
        using HttpResponseMessage response = await _host.AdminAsync(new HttpMethod(method), "/v1/tenants/acme", method == "PUT" ? Policy() : null);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        using HttpResponseMessage read = await _host.AdminAsync(HttpMethod.Get, "/v1/tenants/acme");
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_faulty_policy_is_422_with_every_fault_and_changes_nothing()
    {
        using HttpResponseMessage response = await PutAsync("""{"issuers":["ftp://x"],"audience":["a"],"clockSkewSeconds":900,"dpop":{"mode":"sometimes"}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        string[] faults = [.. (await TestHost.ReadAsync(response))["faults"]!.AsArray().Select(fault => (string)fault!)];
        Assert.All(new[] { "issuers[0]", "audience ", "clockSkewSeconds is 900; it must be from 0 to 300.", "dpop.mode", "audiences is missing" }, fault => Assert.Contains(faults, found => found.Contains(fault, StringComparison.Ordinal)));
        using HttpResponseMessage read = await _host.AdminAsync(HttpMethod.Get, Path);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    [Theory]
    [InlineData("/v1/tenants/Other")]
    [InlineData("/v1/tenants/a%20b")]
    [InlineData("/v1/tenants/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_name_that_no_tenant_can_have_is_422(string path)
    {
        using HttpResponseMessage response = await _host.AdminAsync(HttpMethod.Put, path, Policy());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("{} {}", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{\"issuers\":[\"a.test\"],\"issuers\":[\"b.test\"],\"audiences\":[\"a\"]}", HttpStatusCode.UnprocessableEntity)]
    public async Task A_body_that_is_no_policy_is_refused(string body, HttpStatusCode status)
    {
        using HttpResponseMessage response = await PutAsync(body);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_body_of_128_KiB_and_a_byte_is_413()
    {
        using HttpResponseMessage response = await PutAsync(Policy().PadRight((128 * 1024) + 1));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_policy_that_somebody_else_has_changed_is_412()
    {
        using HttpResponseMessage created = await PutAsync(Policy());
        using HttpResponseMessage changed = await PutAsync(Policy("https://b.test"), ("If-Match", created.Headers.ETag!.Tag));

        using HttpResponseMessage late = await PutAsync(Policy("https://c.test"), ("If-Match", created.Headers.ETag!.Tag));
        using HttpResponseMessage deleted = await _host.AdminAsync(HttpMethod.Delete, Path, headers: ("If-Match", created.Headers.ETag!.Tag));
        using HttpResponseMessage read = await _host.AdminAsync(HttpMethod.Get, Path);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, deleted.StatusCode);
        Assert.Equal("https://b.test", (string?)(await TestHost.ReadAsync(read))["audiences"]![0]);
    }

    [Theory]
    [InlineData("If-None-Match", "*", HttpStatusCode.Created, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "*", HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "\"0\"", HttpStatusCode.PreconditionFailed, HttpStatusCode.PreconditionFailed)]
    [InlineData("If-Match", "0", HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)]
    [InlineData("If-Match", "", HttpStatusCode.BadRequest, HttpStatusCode.BadRequest)]
    [InlineData("If-None-Match", "\"0\", \"1\"", HttpStatusCode.Created, HttpStatusCode.OK)]
    public async Task A_condition_is_judged_against_what_is_there(string header, string value, HttpStatusCode first, HttpStatusCode second)
    {
        using HttpResponseMessage one = await PutAsync(Policy(), (header, value));
        using HttpResponseMessage two = await PutAsync(Policy(), (header, value));

        Assert.Equal((first, second), (one.StatusCode, two.StatusCode));
    }

    [Fact]
    public async Task A_weak_entity_tag_matches_nothing()
    {
        using HttpResponseMessage created = await PutAsync(Policy());

        using HttpResponseMessage weak = await PutAsync(Policy("https://b.test"), ("If-Match", $"W/{created.Headers.ETag!.Tag}"));

        Assert.Equal(HttpStatusCode.PreconditionFailed, weak.StatusCode);
    }

    [Fact]
    public async Task Of_many_creations_at_once_one_wins()
    {
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PutAsync(Policy(), ("If-None-Match", "*"))));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(19, responses.Count(response => response.StatusCode == HttpStatusCode.PreconditionFailed));
        Array.ForEach(responses, response => response.Dispose());
    }

    [Fact]
    public async Task Each_change_is_audited_with_who_what_and_when()
    {
        using HttpResponseMessage created = await PutAsync(Policy());
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        using HttpResponseMessage same = await PutAsync(Policy());
        using HttpResponseMessage changed = await PutAsync(Policy("https://b.test"));
        using HttpResponseMessage refused = await PutAsync("{}");
        using HttpResponseMessage deleted = await _host.AdminAsync(HttpMethod.Delete, Path);

        Assert.Equal(
            [
                $"2030-01-01T00:00:00.0000000+00:00: boss created tenant other, now {created.Headers.ETag!.Tag}",
                $"2030-01-01T00:00:01.0000000+00:00: boss replaced the policy of tenant other, now {changed.Headers.ETag!.Tag}",
                "2030-01-01T00:00:01.0000000+00:00: boss deleted tenant other",
            ],
            _host.Logs.Of("Verifier.Audit"));
    }

    private string Policy(string audience = TestHost.Audience) => new JsonObject { ["issuers"] = new JsonArray(_host.Issuer.Url), ["audiences"] = new JsonArray(audience) }.ToJsonString();

    private Task<HttpResponseMessage> PutAsync(string policy, params (string, string)[] headers) => _host.AdminAsync(HttpMethod.Put, Path, policy, headers: headers);
}
