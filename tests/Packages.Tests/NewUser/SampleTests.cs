using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using Verifier.Interop.Tests;
using Verifier.Packages.Tests.Packing;
using Verifier.Testing;

namespace Verifier.Packages.Tests.NewUser;

/// <summary>samples/minimal-api, copied to an empty project that has Verifier from a package.</summary>
[Collection(PackedPackages.Collection)]
public sealed class SampleTests(PackedPackages packed)
{
    private static readonly string Sample = Path.Combine(Repository.Root, "samples", "minimal-api");

    [Fact]
    public async Task The_sample_runs_on_the_packages()
    {
        await using var issuer = await LoopbackIssuer.StartAsync();
        await using var application = await NewProject.WithFeedsAsync(packed);

        await application.ReferAsync("Microsoft.NET.Sdk.Web", References());
        foreach (var file in Directory.EnumerateFiles(Sample).Where(file => Path.GetExtension(file) is ".cs" or ".json"))
        {
            await application.WriteAsync(Path.GetFileName(file), await File.ReadAllTextAsync(file));
        }

        await application.BuildAsync();
        var address = await application.StartAsync(
            ("Verifier:Tenants:acme:issuers:0", issuer.Url),
            ("Verifier:Tenants:acme:audiences:0", issuer.Issuer.Audience),
            ("Verifier:Fetch:AllowHttpLoopback", "true"));

        await AssertProtectedAsync(address, issuer.Issuer);
        await AssertBoundTokensPassAsync(address, issuer.Issuer);
        await AssertDescribedAsync(address);
    }

    private static async Task AssertProtectedAsync(Uri address, TestIssuer issuer)
    {
        using Visitor visitor = new(address);
        using var open = await visitor.AskAsync(HttpMethod.Get, "/", null);
        using var without = await visitor.AskAsync(HttpMethod.Get, "/orders", null);
        using var allowed = await visitor.AskAsync(HttpMethod.Get, "/orders", issuer.Token());
        using var lacking = await visitor.AskAsync(HttpMethod.Post, "/orders", issuer.Token(), JsonContent.Create(new { article = "tea" }));
        using var forged = await visitor.AskAsync(HttpMethod.Get, "/orders", issuer.Token(token => token.SigningKey = TestKey.Create()));

        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(["Bearer", "DPoP"], without.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        var body = await allowed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(("acme", "user-1"), (body.GetProperty("tenant").GetString(), body.GetProperty("subject").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, lacking.StatusCode);
        Assert.Contains("scope=\"write:orders\"", lacking.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    private static async Task AssertBoundTokensPassAsync(Uri address, TestIssuer issuer)
    {
        var key = TestKey.Create();
        using HttpClient client = new(new DPoPHandler(key, issuer.Token(token => token.BoundTo(key))) { InnerHandler = new HttpClientHandler() });
        using var answer = await client.GetAsync(new Uri(address, "/orders"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(key.Thumbprint, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("thumbprint").GetString());
    }

    private static async Task AssertDescribedAsync(Uri address)
    {
        using HttpClient client = new();
        var document = await client.GetFromJsonAsync<JsonElement>(new Uri(address, "/openapi/v1.json"));

        Assert.Equal(2, document.GetProperty("paths").GetProperty("/payments").GetProperty("post").GetProperty("security").GetArrayLength());
    }

    /// <summary>What the sample's project refers to; the projects by the names of their packages.</summary>
    private static IEnumerable<string> References()
    {
        var project = XDocument.Load(Path.Combine(Sample, "MinimalApi.csproj"));
        return project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)
            .Concat(project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)));
    }
}
