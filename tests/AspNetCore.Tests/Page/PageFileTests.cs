using System.Net;
using System.Text.RegularExpressions;
using Verifier.AspNetCore.Tests.Hosting;

namespace Verifier.AspNetCore.Tests.Page;

/// <summary><c>GET /</c> and the files of the page; what they do in a browser is in tests/Interop.Tests.</summary>
public sealed partial class PageFileTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public static TheoryData<string, string> Files => new()
    {
        { "/", "text/html" },
        { "/page/main.js", "text/javascript" },
        { "/page/page.css", "text/css" },
        { "/page/icon.svg", "image/svg+xml" },
        { "/page/uplot.LICENSE.txt", "text/plain" },
    };

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_is_served_to_anybody_under_the_policy(string path, string type)
    {
        using HttpResponseMessage response = await _host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        string[] policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Equal("default-src 'none'", policy[0]);
        Assert.Equal(["script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'"], policy[1..5]);
        Assert.Equal(["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"], policy[5..]);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task A_file_that_the_browser_has_is_not_sent_again()
    {
        using HttpResponseMessage first = await _host.Http.GetAsync("/page/uplot.js");
        using HttpRequestMessage request = new(HttpMethod.Get, "/page/uplot.js") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using HttpResponseMessage again = await _host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal(0, again.Content.Headers.ContentLength ?? 0);
    }

    [Theory]
    [InlineData("/page/nothing.js")]
    [InlineData("/page/..%2fopenapi%2fv1.json")]
    public async Task What_is_no_file_of_the_page_is_404(string path)
    {
        using HttpResponseMessage response = await _host.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Every_file_that_the_page_names_is_there_and_none_is_elsewhere()
    {
        string page = await _host.Http.GetStringAsync("/");
        string[] named = [.. Links().Matches(page).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith('#'))];

        Assert.NotEmpty(named);
        Assert.All(named, link => Assert.StartsWith("page/", link, StringComparison.Ordinal));
        foreach (string link in named)
        {
            using HttpResponseMessage file = await _host.Http.GetAsync("/" + link);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(" on[a-z]+=", page);
    }

    [Fact]
    public async Task Where_administration_has_a_listener_of_its_own_the_page_is_there_alone()
    {
        await using TestHost host = await TestHost.StartAsync(("Verifier:Admin:Urls", "http://127.0.0.1:0"));
        Uri[] listeners = [.. host.App.Urls.Select(url => new Uri(url))];

        foreach (string path in (string[])["/", "/page/main.js", "/v1/statistics"])
        {
            using HttpResponseMessage elsewhere = await host.Http.GetAsync(new Uri(listeners[0], path));
            using HttpResponseMessage there = await host.Http.GetAsync(new Uri(listeners[1], path));
            Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
            Assert.Equal(path == "/v1/statistics" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, there.StatusCode);
        }
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Links();
}
