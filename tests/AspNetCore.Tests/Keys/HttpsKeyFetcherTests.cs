using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>Which documents are asked for, and which answers are taken.</summary>
public sealed class HttpsKeyFetcherTests : FetcherTest
{
    [Fact]
    public async Task Keys_come_by_way_of_the_discovery_document()
    {
        Server.Jwks = """{"keys":[{"kty":"RSA"}]}""";

        Assert.Equal(Server.Jwks, Text(await FetchAsync()));
        Assert.Equal([IssuerServer.OpenId, "/jwks"], Server.Requests);
    }

    [Fact]
    public async Task A_request_says_what_it_takes_and_nothing_about_us()
    {
        var seen = new Dictionary<string, string>();
        Server["/jwks"] = context =>
        {
            foreach (var header in context.Request.Headers)
            {
                seen[header.Key] = header.Value.ToString();
            }

            return IssuerServer.Json(context, "{}");
        };
        using var span = new System.Diagnostics.Activity("a traced request").Start();

        _ = Text(await FetchAsync());

        Assert.Equal(new Dictionary<string, string> { ["Accept"] = "application/json", ["Accept-Encoding"] = "identity", ["Host"] = $"127.0.0.1:{Server.Port}", ["User-Agent"] = "Verifier" }, seen);
    }

    [Fact]
    public async Task A_cookie_is_not_sent_back()
    {
        string? cookie = "none was asked for";
        Server[IssuerServer.OpenId] = context =>
        {
            context.Response.Cookies.Append("tracked", "yes");
            return IssuerServer.Json(context, Server.Metadata());
        };
        Server["/jwks"] = context =>
        {
            cookie = context.Request.Headers.Cookie;
            return IssuerServer.Json(context, "{}");
        };

        _ = Text(await FetchAsync());

        Assert.Null(cookie);
    }

    [Fact]
    public async Task An_issuer_with_a_path_is_asked_behind_its_path()
    {
        string issuer = $"{Server.Origin}/realms/acme/";
        Server[$"/realms/acme{IssuerServer.OpenId}"] = context => IssuerServer.Json(context, Server.Metadata(issuer));

        Assert.Equal("""{"keys":[]}""", Text(await FetchAsync(issuer)));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(410)]
    public async Task Where_there_is_no_discovery_document_RFC_8414_metadata_serves(int status)
    {
        string issuer = $"{Server.Origin}/acme";
        Server[$"/acme{IssuerServer.OpenId}"] = context => Status(context, status);
        Server[$"{IssuerServer.OAuth}/acme"] = context => IssuerServer.Json(context, Server.Metadata(issuer));

        Assert.Equal("""{"keys":[]}""", Text(await FetchAsync(issuer)));
    }

    [Fact]
    public async Task With_neither_document_both_are_named()
    {
        Server[IssuerServer.OpenId] = context => Status(context, 404);

        await AssertFaultAsync($"{Server.Origin}{IssuerServer.OpenId} answered 404 and {Server.Origin}{IssuerServer.OAuth} answered 404");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(204)]
    public async Task An_issuer_that_has_trouble_is_not_asked_elsewhere(int status)
    {
        Server[IssuerServer.OpenId] = context => Status(context, status);

        await AssertFaultAsync($"{Server.Origin}{IssuerServer.OpenId} answered {status}");
        Assert.Equal([IssuerServer.OpenId], Server.Requests);
    }

    [Fact]
    public async Task Discovery_for_another_issuer_is_refused_and_ends_the_search()
    {
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, Server.Metadata("https://evil.example"));
        Server[IssuerServer.OAuth] = context => IssuerServer.Json(context, Server.Metadata());

        await AssertFaultAsync($"{Server.Origin}{IssuerServer.OpenId} names the issuer \"https://evil.example\", not \"{Server.Origin}\"");
        Assert.Equal([IssuerServer.OpenId], Server.Requests);
    }

    [Fact]
    public async Task A_trailing_slash_makes_another_issuer()
        => await AssertFaultAsync($"{Server.Origin}{IssuerServer.OpenId} names the issuer \"{Server.Origin}\", not \"{Server.Origin}/\"", $"{Server.Origin}/");

    [Theory]
    [InlineData("{}", "names no issuer")]
    [InlineData("""{"issuer":"ORIGIN"}""", "has no jwks_uri")]
    [InlineData("""{"issuer":"ORIGIN","jwks_uri":["ORIGIN/jwks"]}""", "has no jwks_uri")]
    [InlineData("""{"issuer":"ORIGIN","jwks_uri":"http://issuer.example/jwks"}""", "has the jwks_uri \"http://issuer.example/jwks\", which is no plain https URL")]
    [InlineData("""{"issuer":"ORIGIN","issuer":"ORIGIN","jwks_uri":"ORIGIN/jwks"}""", "is no strict JSON object (well-formed UTF-8, no member twice, at most 16 deep)")]
    [InlineData("<html>", "is no strict JSON object (well-formed UTF-8, no member twice, at most 16 deep)")]
    public async Task Nonsense_for_a_discovery_document_is_a_fault(string document, string fault)
    {
        Server[IssuerServer.OpenId] = context => IssuerServer.Json(context, document.Replace("ORIGIN", Server.Origin, StringComparison.Ordinal));

        await AssertFaultAsync($"{Server.Origin}{IssuerServer.OpenId} {fault}");
        Assert.Equal([IssuerServer.OpenId], Server.Requests);
    }

    [Fact]
    public async Task A_key_document_that_is_not_there_is_a_fault()
    {
        Server["/jwks"] = context => Status(context, 404);

        await AssertFaultAsync($"{Server.Origin}/jwks answered 404");
        Assert.Equal([IssuerServer.OpenId, "/jwks"], Server.Requests);
    }

    [Theory]
    [InlineData(IssuerServer.OpenId, 301)]
    [InlineData("/jwks", 302)]
    [InlineData("/jwks", 308)]
    public async Task Redirects_are_not_followed(string path, int status)
    {
        Server["/elsewhere"] = context => IssuerServer.Json(context, Server.Jwks);
        Server[path] = context =>
        {
            context.Response.Headers.Location = $"{Server.Origin}/elsewhere";
            return Status(context, status);
        };

        await AssertFaultAsync($"{Server.Origin}{path} answered {status}; redirects are not followed");
        Assert.DoesNotContain("/elsewhere", Server.Requests);
    }

    [Theory]
    [InlineData("https://issuer.example?tenant=acme")]
    [InlineData("https://issuer.example#acme")]
    [InlineData("http://issuer.example")]
    [InlineData("https://user@issuer.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("acme")]
    public async Task An_issuer_that_is_no_such_URL_is_not_looked_for(string issuer)
    {
        await AssertFaultAsync("the issuer is no https URL without query and fragment", issuer);
        Assert.Empty(Resolved);
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
