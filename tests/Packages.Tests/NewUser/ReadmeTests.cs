using System.Net;
using System.Text.Json;
using Verifier.Packages.Tests.Packing;
using Verifier.Testing;

namespace Verifier.Packages.Tests.NewUser;

/// <summary>The README's lines for an ASP.NET Core application, in an empty one.</summary>
[Collection(PackedPackages.Collection)]
public sealed class ReadmeTests(PackedPackages packed)
{
    [Fact]
    public void The_page_of_the_package_has_the_lines_of_the_readme()
    {
        Assert.Equal(Pages.CSharpOf("README.md"), Pages.CSharpOf("src/AspNetCore/PACKAGE.md"));
    }

    [Fact]
    public async Task The_lines_of_the_readme_protect_an_endpoint_of_an_empty_application()
    {
        await using var issuer = await LoopbackIssuer.StartAsync();
        await using var application = await NewProject.WithOurPackagesAloneAsync(packed);

        await application.ReferAsync("Microsoft.NET.Sdk.Web", "Verifier.AspNetCore");
        await application.WriteAsync("Program.cs", Pages.CSharpOf("README.md"));
        await application.WriteAsync("appsettings.json", JsonSerializer.Serialize(new
        {
            Verifier = new
            {
                Tenants = new { acme = new { issuers = new[] { issuer.Url }, audiences = new[] { issuer.Issuer.Audience } } },
                Fetch = new { AllowHttpLoopback = true },
            },
        }));
        await application.BuildAsync();
        using Visitor visitor = new(await application.StartAsync());
        using var without = await visitor.AskAsync(HttpMethod.Get, "/orders", null);
        using var allowed = await visitor.AskAsync(HttpMethod.Get, "/orders", issuer.Issuer.Token());
        using var lacking = await visitor.AskAsync(HttpMethod.Get, "/orders", issuer.Issuer.Token(token => token.Claims["scope"] = "profile"));
        using var forged = await visitor.AskAsync(HttpMethod.Get, "/orders", issuer.Issuer.Token(token => token.SigningKey = TestKey.Create()));

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(["Bearer", "DPoP"], without.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        Assert.Equal((HttpStatusCode.OK, "Orders of user-1"), (allowed.StatusCode, await allowed.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Forbidden, lacking.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }
}
