using Verifier.Tenants;

namespace Verifier.Verification.Tests;

public sealed class TenantChoiceTests
{
    private static readonly TenantIndex Index = TenantIndex.Create(
    [
        new TenantListing("acme", "https://api.acme.com", ["https://login.acme.com/"]),
        new TenantListing("globex", null, ["https://login.globex.com/"]),
    ]);

    [Theory]
    [InlineData("https://api.acme.com/orders")]
    [InlineData("https://API.acme.com:443")]
    [InlineData("https://api.acme.com?a=1")]
    [InlineData("https://api.acme.com#a")]
    public void The_tenant_whose_public_origin_the_request_went_to_is_chosen(string url)
        => Assert.Equal("acme", TenantChoice.Of(new AccessRequest { Url = url }, Index).Name);

    // The client writes the path. Were the origin overlooked, the issuer of the client's token would choose its own tenant.
    [Theory]
    [InlineData("https://api.acme.com/a|b")]
    [InlineData("https://api.acme.com/\"")]
    [InlineData("https://api.acme.com/%")]
    [InlineData("https://api.acme.com/%zz")]
    [InlineData("https://api.acme.com/é")]
    [InlineData("https://api.acme.com/[a]?b=1")]
    [InlineData("https://api.acme.com/a b")]
    public void Attack_a_path_that_cannot_be_read_does_not_hide_the_origin(string url)
        => Assert.Equal("acme", TenantChoice.Of(new AccessRequest { Url = url }, Index).Name);

    [Fact]
    public void Attack_a_path_that_is_too_long_does_not_hide_the_origin()
        => Assert.Equal("acme", TenantChoice.Of(new AccessRequest { Url = $"https://api.acme.com/{new string('a', 10_000)}" }, Index).Name);

    [Fact]
    public void Attack_an_origin_of_a_tenant_that_the_caller_may_not_use_leaves_nothing_for_the_token_to_choose()
    {
        AccessRequest request = new() { Url = "https://api.acme.com/orders", AllowedTenants = new HashSet<string> { "globex" } };

        Assert.Equal(new TenantChoice(Reason.IssuerUnknown, null), TenantChoice.Of(request, Index));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/orders")]
    [InlineData("://")]
    [InlineData("https://")]
    [InlineData("https:///orders")]
    [InlineData("https://api.globex.com/orders")]
    public void A_request_that_went_to_nobody_s_origin_is_left_to_the_token(string? url)
        => Assert.Equal(new TenantChoice(Reason.None, null), TenantChoice.Of(new AccessRequest { Url = url }, Index));
}
