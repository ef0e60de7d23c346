using System.Net;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.ForwardAuth;

/// <summary>Attacks on the headers that name the protected request.</summary>
public sealed class ForwardedRequestTests : IAsyncLifetime
{
    private TestHost _host = null!;
    private TestHost _original = null!;

    public async Task InitializeAsync()
    {
        _host = await TestHost.StartAsync();
        _original = await TestHost.StartAsync(("Verifier:ForwardAuth:Headers", "XOriginal"));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _original.DisposeAsync();
    }

    [Theory]
    [InlineData("X-Forwarded-Method")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Uri")]
    public async Task A_forwarded_header_that_is_missing_empty_or_sent_twice(string name)
    {
        List<(string Name, string Value)> good = _host.Bearer();
        string value = good.Single(header => header.Name == name).Value;

        await _host.AssertMisunderstoodAsync(good.With(name), $"{name} is missing");
        await _host.AssertMisunderstoodAsync(good.With(name, ""), $"{name} is missing");
        await _host.AssertMisunderstoodAsync(good.With(name, value, value), $"{name} was sent 2 times");
        await _host.AssertMisunderstoodAsync([(name, "forged"), .. good], $"{name} was sent 2 times");
        await _host.AssertMisunderstoodAsync([.. good, (name.ToLowerInvariant(), "forged")], $"{name} was sent 2 times");
        Assert.Equal(200, (await _host.AuthAsync(good)).Status);
    }

    [Theory]
    [InlineData("X-Forwarded-Method", "GET, POST")]
    [InlineData("X-Forwarded-Method", "GET POST")]
    [InlineData("X-Forwarded-Method", "GÉT")]
    [InlineData("X-Forwarded-Method", "GET/1.1")]
    [InlineData("X-Forwarded-Proto", "https, http")]
    [InlineData("X-Forwarded-Proto", "https,http")]
    [InlineData("X-Forwarded-Proto", "wss")]
    [InlineData("X-Forwarded-Proto", "file")]
    [InlineData("X-Forwarded-Proto", "https://evil.test")]
    [InlineData("X-Forwarded-Host", "api.test, evil.test")]
    [InlineData("X-Forwarded-Host", "api.test,evil.test")]
    [InlineData("X-Forwarded-Host", "user@api.test")]
    [InlineData("X-Forwarded-Host", "api.test@evil.test")]
    [InlineData("X-Forwarded-Host", "user:pass@api.test")]
    [InlineData("X-Forwarded-Host", "api.test/orders")]
    [InlineData("X-Forwarded-Host", "api.test?x")]
    [InlineData("X-Forwarded-Host", "api.test#x")]
    [InlineData("X-Forwarded-Host", "api.test\\evil.test")]
    [InlineData("X-Forwarded-Host", "api.test:99999")]
    [InlineData("X-Forwarded-Host", "api .test")]
    [InlineData("X-Forwarded-Host", "bücher.test")]
    [InlineData("X-Forwarded-Uri", "/orders, /admin")]
    public async Task A_list_or_a_smuggled_part_in_a_forwarded_header(string name, string value)
        => await _host.AssertMisunderstoodAsync(_host.Bearer().With(name, value), name.EndsWith("Method", StringComparison.Ordinal) ? "method" : name.EndsWith("Uri", StringComparison.Ordinal) ? "URI" : "no origin");

    [Theory]
    [InlineData("https://evil.test/orders", "does not begin with a slash")]
    [InlineData("orders", "does not begin with a slash")]
    [InlineData("*", "does not begin with a slash")]
    [InlineData("?page=2", "does not begin with a slash")]
    [InlineData("@evil.test/orders", "does not begin with a slash")]
    [InlineData(":8443/orders", "does not begin with a slash")]
    [InlineData("//evil.test/orders", "two slashes")]
    [InlineData("/orders#fragment", "fragment")]
    [InlineData("/orders?x=#/admin", "fragment")]
    [InlineData("/\\evil.test", "backslash")]
    [InlineData("/public\\..\\admin", "backslash")]
    [InlineData("/public/../admin", "dot segment")]
    [InlineData("/public/..", "dot segment")]
    [InlineData("/./orders", "dot segment")]
    [InlineData("/.", "dot segment")]
    [InlineData("/public/%2e%2E/admin", "dot segment")]
    [InlineData("/public/.%2e/admin", "dot segment")]
    [InlineData("/public%2F..%2fadmin", "dot segment")]
    [InlineData("/public/..%2fadmin", "dot segment")]
    [InlineData("/public%5C..%5cadmin", "dot segment")]
    [InlineData("/public/..;/admin", "dot segment")]
    [InlineData("/public/..;x=1/admin", "dot segment")]
    [InlineData("/public/..%3b/admin", "dot segment")]
    [InlineData("/public/..?x=1", "dot segment")]
    [InlineData("/orders%00.html", "NUL")]
    [InlineData("/orders%", "malformed escape")]
    [InlineData("/orders%2", "malformed escape")]
    [InlineData("/orders%zz", "malformed escape")]
    [InlineData("/or ders", "not visible ASCII")]
    [InlineData("/orders\tx", "not visible ASCII")]
    [InlineData("/örders", "not visible ASCII")]
    public async Task A_URI_that_two_readers_take_for_two_paths(string uri, string because)
    {
        await _host.AssertMisunderstoodAsync(_host.Bearer().With("X-Forwarded-Uri", uri), because);
        if (uri[0] == '/')
        {
            await _original.AssertMisunderstoodAsync(Original(_original, $"https://api.test{uri}"), because);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%5Cb")]
    [InlineData("/a%252e%252e/b")]
    [InlineData("/...")]
    [InlineData("/.well-known/x")]
    [InlineData("/a..b/..c/d..")]
    [InlineData("/a//b")]
    [InlineData("/a,b;c=d:@!$&'()*+|[x]")]
    [InlineData("/a?next=/../b&up=..&x=\\%zz&y=[1]|{2}^`\"<>")]
    public async Task A_URI_that_is_only_unusual_passes(string uri) => Assert.Equal(200, (await _host.AuthAsync(_host.Bearer().With("X-Forwarded-Uri", uri))).Status);

    [Fact]
    public async Task A_client_that_sends_the_other_family_is_judged_by_the_configured_one()
    {
        (string, string)[] smuggled = [("X-Original-Method", "GET"), ("X-Original-URL", "https://api.test/stolen"), ("X-Original-URL", "https://api.test/twice"), ("X-Rewrite-URL", "/stolen"), ("Forwarded", "host=evil.test;proto=http")];

        Assert.Equal(200, (await _host.AuthAsync([.. _host.Bound(TestKey.Shared()), .. smuggled])).Status);
        Assert.Equal(401, (await _host.AuthAsync([.. _host.Bound(TestKey.Shared(), "https://api.test/stolen"), .. smuggled])).Status);
        await _host.AssertMisunderstoodAsync([.. smuggled, .. _host.Bearer().Where(header => header.Name == "Authorization")], "X-Forwarded-Method is missing");
    }

    [Fact]
    public async Task The_original_family_is_read_where_it_is_configured_and_the_forwarded_one_is_not()
    {
        List<(string, string)> bound = _original.Bound(TestKey.Shared()).Where(header => !header.Name.StartsWith("X-", StringComparison.Ordinal)).ToList();
        (string, string)[] original = [("X-Original-Method", "GET"), ("X-Original-URL", ProxiedCalls.Url)];

        await _original.AssertMisunderstoodAsync([.. bound, .. ProxiedCalls.Forwarded()], "X-Original-Method is missing");
        Assert.Equal(200, (await _original.AuthAsync([.. bound, .. original, .. ProxiedCalls.Forwarded("/elsewhere"), ("X-Forwarded-Uri", "/twice")])).Status);
        Assert.Equal(200, (await _original.AuthAsync(Original(_original, "https://api.test"))).Status);
    }

    [Theory]
    [InlineData("/orders", "no absolute URL")]
    [InlineData("//api.test/orders", "no absolute URL")]
    [InlineData("https:/orders", "no absolute URL")]
    [InlineData("https://user@api.test/orders", "no origin")]
    [InlineData("https://evil.test\\@api.test/orders", "no origin")]
    [InlineData("https://api.test?/orders", "does not begin with a slash")]
    [InlineData("https:///orders", "no origin")]
    [InlineData("gopher://api.test/orders", "no origin")]
    [InlineData("https://api.test/orders, https://api.test/admin", "not visible ASCII")]
    [InlineData("https://api.test,evil.test/orders", "no origin")]
    public async Task An_original_URL_that_is_none(string url, string because) => await _original.AssertMisunderstoodAsync(Original(_original, url), because);

    [Fact]
    public async Task Two_original_URLs()
        => await _original.AssertMisunderstoodAsync([.. Original(_original, ProxiedCalls.Url), ("X-Original-URL", ProxiedCalls.Url)], "X-Original-URL was sent 2 times");

    [Fact]
    public async Task A_refused_call_burns_no_proof()
    {
        List<(string Name, string Value)> bound = _host.Bound(TestKey.Shared());

        await _host.AssertMisunderstoodAsync([.. bound, ("X-Forwarded-Uri", "/twice")], "sent 2 times");
        await _host.AssertMisunderstoodAsync(bound, "'scopes' is not a parameter", "?scopes=read:orders");
        Assert.Equal(200, (await _host.AuthAsync(bound)).Status);
    }

    [Fact]
    public async Task Two_proofs_or_two_tokens_are_never_judged_by_the_first()
    {
        List<(string Name, string Value)> bound = _host.Bound(TestKey.Shared());

        Assert.Equal(401, (await _host.AuthAsync([.. bound, ("DPoP", "x")])).Status);
        Assert.Equal(401, (await _host.AuthAsync([.. bound, ("Authorization", "x")])).Status);
        Assert.Equal(200, (await _host.AuthAsync(bound)).Status);
    }

    [Fact]
    public async Task The_tenants_public_origin_stands_in_for_whatever_host_the_proxy_names()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Tenants:acme:publicOrigin", "https://public.test"));

        Assert.Equal(200, (await host.AuthAsync(host.Bound(TestKey.Shared(), "https://public.test/orders").With("X-Forwarded-Proto", "http").With("X-Forwarded-Host", "10.0.0.7:8080"))).Status);
        Assert.Equal(401, (await host.AuthAsync(host.Bound(TestKey.Shared(), "http://10.0.0.7:8080/orders").With("X-Forwarded-Proto", "http").With("X-Forwarded-Host", "10.0.0.7:8080"))).Status);
    }

    [Fact]
    public async Task The_tenant_is_the_one_whose_public_origin_the_host_is_and_its_rules_hold()
    {
        await using TestHost host = await TestHost.StartAsync(
            ("Verifier:Tenants:acme:publicOrigin", "https://acme.test"), ("Verifier:Tenants:other:issuers:0", "https://login.other.test/"), ("Verifier:Tenants:other:audiences:0", TestHost.Audience),
            ("Verifier:Tenants:other:publicOrigin", "https://other.test"));

        Assert.Equal("acme", (await host.AuthAsync(host.Bearer().With("X-Forwarded-Host", "acme.test"))).Header("X-Auth-Tenant"));
        Assert.Equal(401, (await host.AuthAsync(host.Bearer().With("X-Forwarded-Host", "other.test"))).Status);
        Assert.Equal(HttpStatusCode.OK, (HttpStatusCode)(await host.AuthAsync(host.Bearer().With("X-Forwarded-Host", "other.test"), "?tenant=acme")).Status);
    }

    private static List<(string Name, string Value)> Original(TestHost host, string url)
        => [.. host.Bearer().Where(header => header.Name == "Authorization"), ("X-Original-Method", "GET"), ("X-Original-URL", url)];
}
