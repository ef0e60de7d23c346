using System.Net;
using System.Text.Json.Nodes;

namespace Verifier.Testing.Tests;

public sealed class LoopbackIssuerTests : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Metadata_lead_to_a_key_set_that_verifies_the_issuers_tokens()
    {
        await using LoopbackIssuer issuer = await StartAsync();

        JsonObject metadata = await GetAsync($"{issuer.Url}/.well-known/openid-configuration");
        JsonObject keys = await GetAsync((string)metadata["jwks_uri"]!);

        Assert.Equal(issuer.Url, (string)metadata["issuer"]!);
        Assert.True((await IndependentJwt.CheckAsync(issuer.Issuer.Token(), keys, issuer.Url)).IsValid);
    }

    [Theory]
    [InlineData("", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")]
    [InlineData("/", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")]
    [InlineData("/tenant-1", "/tenant-1/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/tenant-1")]
    [InlineData("/a/b/", "/a/b/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/a/b")]
    public async Task Metadata_are_where_each_specification_looks_for_them_and_nowhere_else(string path, string openId, string oauth)
    {
        await using LoopbackIssuer issuer = await StartAsync(new LoopbackIssuerOptions { PathBase = path });
        string origin = $"http://127.0.0.1:{issuer.Port}";

        Assert.Equal(origin + path, issuer.Url);
        Assert.Equal(issuer.Url, (string)(await GetAsync(origin + openId))["issuer"]!);
        Assert.Equal(issuer.Url, (string)(await GetAsync(origin + oauth))["issuer"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"{origin}/elsewhere/.well-known/openid-configuration")).StatusCode);
        if (path.Length > 1)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"{origin}{path.TrimEnd('/')}/.well-known/oauth-authorization-server")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"{origin}/.well-known/openid-configuration")).StatusCode);
        }
    }

    [Fact]
    public async Task An_issuer_may_serve_one_kind_of_metadata_alone()
    {
        await using LoopbackIssuer issuer = await StartAsync(new LoopbackIssuerOptions { ServesOpenIdConfiguration = false });

        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync($"{issuer.Url}/.well-known/openid-configuration")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync($"{issuer.Url}/.well-known/oauth-authorization-server")).StatusCode);
    }

    [Fact]
    public async Task Fetches_are_counted_each_in_its_own_count()
    {
        await using LoopbackIssuer issuer = await StartAsync();

        _ = await GetAsync($"{issuer.Url}/.well-known/openid-configuration");
        _ = await GetAsync($"{issuer.Url}/jwks");
        _ = await GetAsync($"{issuer.Url}/jwks");

        Assert.Equal((1, 2, 0), (issuer.DiscoveryFetches, issuer.JwksFetches, issuer.TokenRequests));
    }

    [Fact]
    public async Task A_rotation_shows_in_the_key_set_that_is_served_next()
    {
        await using LoopbackIssuer issuer = await StartAsync();
        JsonObject before = await GetAsync($"{issuer.Url}/jwks");

        _ = issuer.Issuer.Rotate();
        string token = issuer.Issuer.Token();

        Assert.False((await IndependentJwt.CheckAsync(token, before)).IsValid);
        Assert.True((await IndependentJwt.CheckAsync(token, await GetAsync($"{issuer.Url}/jwks"))).IsValid);
    }

    [Fact]
    public async Task An_issuer_that_is_down_refuses_connections_and_comes_back_as_it_was()
    {
        await using LoopbackIssuer issuer = await StartAsync();
        string token = issuer.Issuer.Token();

        await issuer.TakeDownAsync();
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync($"{issuer.Url}/jwks"));
        await issuer.BringUpAsync();

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
        Assert.True((await IndependentJwt.CheckAsync(token, await GetAsync($"{issuer.Url}/jwks"))).IsValid);
    }

    [Fact]
    public async Task A_request_that_hangs_does_not_keep_the_issuer_from_stopping()
    {
        LoopbackIssuer issuer = await StartAsync();
        issuer.Faults.Jwks = IssuerFault.Hang;
        Task<HttpResponseMessage> hanging = _http.GetAsync($"{issuer.Url}/jwks");
        await issuer.WhenAsync(it => it.JwksFetches == 1);

        await issuer.DisposeAsync();

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task An_issuer_that_was_disposed_does_not_come_back()
    {
        LoopbackIssuer issuer = await StartAsync();
        await issuer.DisposeAsync();
        await issuer.DisposeAsync();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => issuer.BringUpAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_at_once()
    {
        await using LoopbackIssuer issuer = await StartAsync();

        _ = await Assert.ThrowsAsync<IOException>(() => StartAsync(new LoopbackIssuerOptions { Port = issuer.Port }));
    }

    [Theory]
    [InlineData("tenant-1")]
    [InlineData("/a?b")]
    [InlineData("/a#b")]
    public async Task A_path_that_is_none_is_refused(string path)
        => await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(new LoopbackIssuerOptions { PathBase = path }));

    [Fact]
    public async Task The_documents_are_for_reading()
    {
        await using LoopbackIssuer issuer = await StartAsync();

        HttpResponseMessage response = await _http.PostAsync($"{issuer.Url}/jwks", null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_shell_controls_nothing_unless_that_was_allowed()
    {
        await using LoopbackIssuer issuer = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await _http.PostAsync($"http://127.0.0.1:{issuer.Port}/control/rotate", null)).StatusCode);
        _ = Assert.Single(issuer.Issuer.Keys);
    }

    [Fact]
    public async Task A_shell_rotates_the_keys()
    {
        await using LoopbackIssuer issuer = await StartAsync(new LoopbackIssuerOptions { AllowsControl = true });
        string control = $"http://127.0.0.1:{issuer.Port}/control";

        HttpResponseMessage kept = await _http.PostAsync($"{control}/rotate", null);
        Assert.Equal(2, issuer.Issuer.Keys.Count);
        HttpResponseMessage replaced = await _http.PostAsync($"{control}/rotate?keepOld=false&alg=ES384", null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (kept.StatusCode, replaced.StatusCode));
        Assert.Equal("ES384", Assert.Single(issuer.Issuer.Keys).Algorithm);
        Assert.Equal(issuer.Issuer.CurrentKey.Kid, (string)JsonNode.Parse(await replaced.Content.ReadAsStringAsync())!["kid"]!);
    }

    [Fact]
    public async Task A_shell_sets_a_fault_and_takes_it_back()
    {
        await using LoopbackIssuer issuer = await StartAsync(new LoopbackIssuerOptions { AllowsControl = true });
        string control = $"http://127.0.0.1:{issuer.Port}/control";

        _ = await _http.PostAsync($"{control}/fault?on=jwks&fault=emptyKeySet", null);
        Assert.Equal(IssuerFault.EmptyKeySet, issuer.Faults.Jwks);
        _ = await _http.PostAsync($"{control}/fault?on=all&fault=none", null);

        Assert.Equal(IssuerFault.None, issuer.Faults.Jwks);
        Assert.Equal(0, (int)(await GetAsync($"{control}/counters"))["jwksFetches"]!);
    }

    [Theory]
    [InlineData("rotate?keepOld=perhaps")]
    [InlineData("rotate?alg=none")]
    [InlineData("fault?on=jwks&fault=WrongIssuer")]
    [InlineData("fault?on=jwks&fault=3")]
    [InlineData("fault?on=everything&fault=Abort")]
    [InlineData("fault")]
    public async Task A_shell_is_told_what_it_got_wrong(string command)
    {
        await using LoopbackIssuer issuer = await StartAsync(new LoopbackIssuerOptions { AllowsControl = true });

        HttpResponseMessage response = await _http.PostAsync($"http://127.0.0.1:{issuer.Port}/control/{command}", null);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        _ = Assert.Single(issuer.Issuer.Keys);
        Assert.Equal(IssuerFault.None, issuer.Faults.Jwks);
    }

    [Fact]
    public async Task A_web_page_controls_nothing()
    {
        await using LoopbackIssuer issuer = await StartAsync(new LoopbackIssuerOptions { AllowsControl = true });
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{issuer.Port}/control/rotate");
        request.Headers.Add("Origin", "https://elsewhere.test");

        Assert.Equal(HttpStatusCode.Forbidden, (await _http.SendAsync(request)).StatusCode);
        _ = Assert.Single(issuer.Issuer.Keys);
    }

    private static Task<LoopbackIssuer> StartAsync(LoopbackIssuerOptions? options = null)
        => LoopbackIssuer.StartAsync((options ?? new LoopbackIssuerOptions()) with { Key = TestKey.Shared() });

    private async Task<JsonObject> GetAsync(string url)
        => JsonNode.Parse(await _http.GetByteArrayAsync(url))!.AsObject();
}
