using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class IssuerSettingsTests
{
    private const string WhatItMustBe = "it must be an https URL, such as https://login.acme.com/, or a domain, such as acme.eu.auth0.com.";

    [Theory]
    [InlineData("https://login.acme.com/")]
    [InlineData("https://login.acme.com")]
    [InlineData("https://Login.Acme.com/Tenant")]
    [InlineData("https://login.acme.com:443/")]
    [InlineData("https://login.acme.com:8443/a/b/")]
    [InlineData("https://login.acme.com/%7Eacme")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[2001:DB8::1]/")]
    [InlineData("https://localhost/")]
    public void An_issuer_is_kept_exactly_as_it_is_written(string issuer)
        => Assert.Equal(issuer, Assert.Single(Acme.Policy(Acme.Settings with { Issuers = [new(issuer)] }).Issuers).Key);

    [Theory]
    [InlineData("acme.eu.auth0.com", "https://acme.eu.auth0.com/")]
    [InlineData("Acme.EU.auth0.com", "https://acme.eu.auth0.com/")]
    [InlineData("a-1.xn--p1ai", "https://a-1.xn--p1ai/")]
    public void A_domain_is_short_for_its_URL(string domain, string issuer)
    {
        TenantPolicy policy = Acme.Policy(Acme.Settings with { Issuers = [new(domain, true)] });
        Assert.Equal(new IssuerPolicy(issuer, true), policy.Issuers[issuer]);
        Assert.Equal([issuer], policy.ToListing().Issuers);
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("acme", "\"acme\"")]
    [InlineData("acme.eu.auth0.com/", "\"acme.eu.auth0.com/\"")]
    [InlineData("acme.eu.auth0.com.", "\"acme.eu.auth0.com.\"")]
    [InlineData(".auth0.com", "\".auth0.com\"")]
    [InlineData("acme..com", "\"acme..com\"")]
    [InlineData("-acme.com", "\"-acme.com\"")]
    [InlineData("acme-.com", "\"acme-.com\"")]
    [InlineData("*.auth0.com", "\"*.auth0.com\"")]
    [InlineData("acme.com:443", "\"acme.com:443\"")]
    [InlineData("localhost:5000", "\"localhost:5000\"")]
    [InlineData("127.0.0.1", "\"127.0.0.1\"")]
    [InlineData("аcme.com", "\"\\u0430cme.com\"")]
    [InlineData("acme.\u212aom", "\"acme.\\u212Aom\"")]
    [InlineData("https://", "\"https://\"")]
    [InlineData("https:///x", "\"https:///x\"")]
    [InlineData("ftp://login.acme.com/", "\"ftp://login.acme.com/\"")]
    [InlineData(" https://login.acme.com/", "\" https://login.acme.com/\"")]
    [InlineData("https://login.acme.com/\n", "\"https://login.acme.com/\\n\"")]
    [InlineData("https://login.acme.com\\x", "\"https://login.acme.com\\\\x\"")]
    [InlineData("https://login.аcme.com/", "\"https://login.\\u0430cme.com/\"")]
    [InlineData("https://login.acme.com:99999/", "\"https://login.acme.com:99999/\"")]
    public void What_is_neither_URL_nor_domain_is_named(string issuer, string shown)
        => Assert.Equal([$"acme: issuers[0] is {shown}; {WhatItMustBe}"], Acme.Faults(Acme.Settings with { Issuers = [new(issuer)] }));

    [Theory]
    [InlineData("https://login.acme.com/?x=1")]
    [InlineData("https://login.acme.com?")]
    [InlineData("https://login.acme.com/#x")]
    [InlineData("https://login.acme.com/#")]
    public void A_query_and_a_fragment_are_named(string issuer)
        => Assert.Equal([$"acme: issuers[0] is \"{issuer}\"; it must have no query and no fragment (RFC 8414 section 2)."], Acme.Faults(Acme.Settings with { Issuers = [new(issuer)] }));

    [Theory]
    [InlineData("https://me:secret@login.acme.com/")]
    [InlineData("https://login.acme.com@evil.example/")]
    [InlineData("https://me@login.acme.com")]
    [InlineData("me@acme.com")]
    public void User_information_is_a_fault_and_is_not_shown(string issuer)
        => Assert.Equal(["acme: issuers[0] has user information before an \"@\"; it must have none."], Acme.Faults(Acme.Settings with { Issuers = [new(issuer)] }));

    [Fact]
    public void An_issuer_has_512_characters_at_most()
    {
        string issuer = "https://login.acme.com/".PadRight(512, 'x');
        _ = Acme.Policy(Acme.Settings with { Issuers = [new(issuer)] });
        Assert.Equal(["acme: issuers[0] is 513 characters long; it must be at most 512."], Acme.Faults(Acme.Settings with { Issuers = [new(issuer + "x")] }));
    }

    [Theory]
    [InlineData("http://localhost/")]
    [InlineData("http://LOCALHOST:5000/realms/a")]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://127.255.255.254/")]
    [InlineData("http://[::1]:5000/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    public void Http_is_taken_on_loopback_where_the_installation_allows_it(string issuer)
    {
        Assert.Equal(issuer, Assert.Single(Acme.Policy(Acme.Settings with { Issuers = [new(issuer)] }, Acme.Loopback).Issuers).Key);
        Assert.Equal(
            [$"acme: issuers[0] is \"{issuer}\"; it must be https (http only on loopback, where Verifier:Fetch:AllowHttpLoopback is true)."],
            Acme.Faults(Acme.Settings with { Issuers = [new(issuer)] }));
    }

    [Theory]
    [InlineData("http://login.acme.com/")]
    [InlineData("http://localhost.evil.example/")]
    [InlineData("http://evil.localhost/")]
    [InlineData("http://127.0.0.1.evil.example/")]
    [InlineData("http://128.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::2]/")]
    [InlineData("http://10.0.0.1/")]
    public void Http_is_not_taken_elsewhere(string issuer)
        => Assert.EndsWith("; it must be https (http only on loopback, where Verifier:Fetch:AllowHttpLoopback is true).", Assert.Single(Acme.Faults(Acme.Settings with { Issuers = [new(issuer)] }, Acme.Loopback)));

    [Fact]
    public void An_issuer_is_listed_once()
    {
        Assert.Equal(
            ["acme: issuers[2] repeats issuers[0]; each must be written once.", "acme: issuers[3] repeats issuers[0]; each must be written once."],
            Acme.Faults(Acme.Settings with { Issuers = [new("https://acme.eu.auth0.com/"), new("https://acme.eu.auth0.com"), new("acme.eu.auth0.com"), new("https://acme.eu.auth0.com/", true)] }));
    }

    [Fact]
    public void Issuers_that_differ_only_in_case_or_slash_are_two()
        => Assert.Equal(3, Acme.Policy(Acme.Settings with { Issuers = [new("https://a.example"), new("https://a.example/"), new("https://A.example/")] }).Issuers.Count);

    [Fact]
    public void An_object_without_an_issuer_is_named()
        => Assert.Equal(
            ["acme: issuers[0].issuer is missing; an issuer must have one.", "acme: issuers[1].issuer is missing; an issuer must have one."],
            Acme.Faults(Acme.Settings with { Issuers = [new(null, true), null!] }));
}
