using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Verifier.Testing;

namespace Verifier.Interop.Tests.NewUser;

/// <summary>The README's lines for an ASP.NET Core application, in an empty one.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_lines_of_the_readme_protect_an_endpoint_of_an_empty_application()
    {
        var lines = Lines().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md")));
        Assert.True(lines.Success, "README.md has no block of C# that begins with \"using Verifier.AccessTokens;\".");
        await using var issuer = await LoopbackIssuer.StartAsync();
        await using var application = new NewApplication();

        await application.PackAsync("Verification");
        await application.PackAsync("AspNetCore");
        await application.BuildAsync(lines.Groups[1].Value, new
        {
            Verifier = new
            {
                Tenants = new { acme = new { issuers = new[] { issuer.Url }, audiences = new[] { issuer.Issuer.Audience } } },
                Fetch = new { AllowHttpLoopback = true },
            },
        });
        using var http = new HttpClient { BaseAddress = await application.StartAsync() };
        using var without = await AskAsync(http, null);
        using var allowed = await AskAsync(http, issuer.Issuer.Token());
        using var lacking = await AskAsync(http, issuer.Issuer.Token(token => token.Claims["scope"] = "profile"));
        using var forged = await AskAsync(http, issuer.Issuer.Token(token => token.SigningKey = TestKey.Create()));

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(["Bearer", "DPoP"], without.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        Assert.Equal((HttpStatusCode.OK, "Orders of user-1"), (allowed.StatusCode, await allowed.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, lacking.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    [GeneratedRegex("^```csharp\n(using Verifier\\.AccessTokens;\n.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Lines();
}
