using System.Net;
using System.Net.Http.Headers;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Administration;

/// <summary>Administration on listeners of its own.</summary>
public sealed class AdminListenerTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private HttpClient _decisions = null!;
    private HttpClient _administration = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync(("Verifier:Admin:Urls", "http://127.0.0.1:0"));
        HttpClient[] clients = [.. _host.App.Urls.Select(url => new HttpClient { BaseAddress = new Uri(url) })];
        Assert.Equal(2, clients.Length);
        foreach (HttpClient client in clients)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestHost.AdminKey);
        }

        // Which is which is what the tests are about; the host names the one for decisions first.
        (_decisions, _administration) = (clients[0], clients[1]);
        _decisions.DefaultRequestHeaders.Authorization = null;
    }

    public async Task DisposeAsync()
    {
        _decisions.Dispose();
        _administration.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Administration_answers_on_its_own_listener_alone()
    {
        using HttpResponseMessage there = await _administration.GetAsync("/v1/tenants/acme");
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/tenants/acme") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TestHost.AdminKey) } };
        using HttpResponseMessage elsewhere = await _decisions.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_host_header_does_not_choose_the_listener()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/tenants/acme") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TestHost.AdminKey), Host = _administration.BaseAddress!.Authority } };
        using HttpResponseMessage elsewhere = await _decisions.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Decisions_do_not_answer_on_the_listener_for_administration()
    {
        using HttpResponseMessage here = await _decisions.PostAsync("/v1/verify", TestHost.Json("{}"));
        using HttpResponseMessage there = await _administration.PostAsync("/v1/verify", TestHost.Json("{}"));
        using HttpResponseMessage document = await _administration.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, here.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, there.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, document.StatusCode);
    }

    [Fact]
    public async Task Health_answers_on_both()
    {
        foreach (HttpClient client in (HttpClient[])[_decisions, _administration])
        {
            using HttpResponseMessage ready = await client.GetAsync("/readyz");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }
    }

    [Fact]
    public async Task Endpoints_of_Kestrels_own_section_stay_what_they_are()
    {
        await using TestHost host = await TestHost.StartAsync(("urls", null), ("Kestrel:Endpoints:own:Url", "http://127.0.0.1:0"), ("Verifier:Admin:Urls:0", "http://127.0.0.1:0"), ("Verifier:Admin:Urls:1", "http://[::1]:0"));

        Assert.Equal(3, host.App.Urls.Count);
    }

    [Fact]
    public async Task Without_the_setting_administration_answers_wherever_the_host_listens()
    {
        await using TestHost host = await TestHost.StartAsync();
        using HttpResponseMessage response = await host.AdminAsync(HttpMethod.Get, "/v1/tenants");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(host.App.Urls);
    }

    [Fact]
    public async Task Beyond_loopback_it_needs_no_callers()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Admin:Urls", "http://*:0"), ("Verifier:AllowPlainHttp", "true"));

        Assert.Equal(2, host.App.Urls.Count);
    }
}
