using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class ResourceSettingsTests
{
    // The first three are RFC 9728 section 3.1's own cases; the well-known path stands between host and path or query.
    [Theory]
    [InlineData("https://resource.example.com", "https://resource.example.com/.well-known/oauth-protected-resource")]
    [InlineData("https://resource.example.com/", "https://resource.example.com/.well-known/oauth-protected-resource")]
    [InlineData("https://resource.example.com/resource1", "https://resource.example.com/.well-known/oauth-protected-resource/resource1")]
    [InlineData("https://resource.example.com/a/b/", "https://resource.example.com/.well-known/oauth-protected-resource/a/b/")]
    [InlineData("https://resource.example.com?k=v", "https://resource.example.com/.well-known/oauth-protected-resource?k=v")]
    [InlineData("https://resource.example.com/?k=v", "https://resource.example.com/.well-known/oauth-protected-resource?k=v")]
    [InlineData("https://resource.example.com:8443/a?k=/v?", "https://resource.example.com:8443/.well-known/oauth-protected-resource/a?k=/v?")]
    [InlineData("https://[2001:db8::1]/a", "https://[2001:db8::1]/.well-known/oauth-protected-resource/a")]
    public void The_metadata_is_where_RFC_9728_puts_it(string identifier, string metadataUrl)
    {
        ResourcePolicy? resource = Acme.Policy(Acme.Settings with { Resource = new() { Identifier = identifier } }).Resource;
        Assert.Equal(identifier, resource!.Identifier);
        Assert.Equal(metadataUrl, resource.MetadataUrl);
        Assert.Empty(resource.Scopes);
    }

    [Theory]
    [InlineData("", "is \"\"; it must be an https URL, such as https://api.acme.com.")]
    [InlineData("api.acme.com", "is \"api.acme.com\"; it must be an https URL, such as https://api.acme.com.")]
    [InlineData("urn:acme:api", "is \"urn:acme:api\"; it must be an https URL, such as https://api.acme.com.")]
    [InlineData("https://api.acme.com/?a b", "is \"https://api.acme.com/?a b\"; it must be an https URL, such as https://api.acme.com.")]
    [InlineData("https://api.acme.com/?\", realm=\"x", "is \"https://api.acme.com/?\\u0022, realm=\\u0022x\"; it must be an https URL, such as https://api.acme.com.")]
    [InlineData("https://api.acme.com/?\r\n", "is \"https://api.acme.com/?\\r\\n\"; it must be an https URL, such as https://api.acme.com.")]
    [InlineData("http://api.acme.com", "is \"http://api.acme.com\"; it must be https (http only on loopback, where Verifier:Fetch:AllowHttpLoopback is true).")]
    [InlineData("http://localhost", "is \"http://localhost\"; it must be https (http only on loopback, where Verifier:Fetch:AllowHttpLoopback is true).")]
    [InlineData("https://api.acme.com/#x", "is \"https://api.acme.com/#x\"; it must have no fragment (RFC 9728 section 1.2).")]
    [InlineData("https://api.acme.com/?x#", "is \"https://api.acme.com/?x#\"; it must have no fragment (RFC 9728 section 1.2).")]
    [InlineData("https://me@api.acme.com", "has user information before an \"@\"; it must have none.")]
    public void An_identifier_that_is_none_is_named(string identifier, string fault)
        => Assert.Equal([$"acme: resource.identifier {fault}"], Acme.Faults(Acme.Settings with { Resource = new() { Identifier = identifier } }));

    [Fact]
    public void An_identifier_has_512_characters_at_most()
    {
        string identifier = "https://api.acme.com/".PadRight(512, 'x');
        _ = Acme.Policy(Acme.Settings with { Resource = new() { Identifier = identifier } });
        Assert.Equal(["acme: resource.identifier is 513 characters long; it must be at most 512."], Acme.Faults(Acme.Settings with { Resource = new() { Identifier = identifier + "x" } }));
    }

    [Fact]
    public void Http_is_taken_on_loopback_where_the_installation_allows_it()
        => Assert.Equal(
            "http://localhost:5000/.well-known/oauth-protected-resource/orders",
            Acme.Policy(Acme.Settings with { Resource = new() { Identifier = "http://localhost:5000/orders" } }, Acme.Loopback).Resource!.MetadataUrl);

    [Fact]
    public void Scopes_keep_to_the_alphabet_of_scopes()
    {
        const string Rule = "it must be 1 to 256 visible ASCII characters, without '\"' and '\\'.";
        Assert.Equal(["read:orders", "a!#[]~"], Acme.Policy(With("read:orders", "a!#[]~")).Resource!.Scopes);
        Assert.Equal(
            [
                $"acme: resource.scopes[0] is \"\"; {Rule}",
                $"acme: resource.scopes[1] is \"a b\"; {Rule}",
                $"acme: resource.scopes[2] is \"a\\u0022\"; {Rule}",
                $"acme: resource.scopes[3] is \"a\\\\\"; {Rule}",
                $"acme: resource.scopes[4] is \"\\u00E9\"; {Rule}",
                $"acme: resource.scopes[5] is \"{new string('s', 64)}\"…; {Rule}",
                $"acme: resource.scopes[6] is \"\"; {Rule}",
                "acme: resource.scopes[8] repeats resource.scopes[7]; each must be written once.",
            ],
            Acme.Faults(With("", "a b", "a\"", "a\\", "é", new string('s', 257), null!, "a", "a")));
    }

    [Fact]
    public void A_hundred_scopes_are_taken_and_no_more()
    {
        string[] most = [.. Enumerable.Range(0, 100).Select(i => $"s{i}".PadRight(256, 'x'))];
        Assert.Equal(most, Acme.Policy(With(most)).Resource!.Scopes);
        Assert.Equal(["acme: resource.scopes has 101 members; it must have at most 100."], Acme.Faults(With([.. most, "one"])));
    }

    private static TenantSettings With(params string[] scopes) => Acme.Settings with { Resource = new() { Identifier = "https://api.acme.com", Scopes = scopes } };
}
