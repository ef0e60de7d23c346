using System.Text;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Keys;

public sealed class DiscoveryDocumentTests
{
    private const string Issuer = "https://issuer.example/acme";

    private static readonly FetchRules Public = new(AllowHttpLoopback: false);

    private static readonly FetchRules Loopback = new(AllowHttpLoopback: true);

    [Theory]
    // RFC 8414 section 3.1 and OpenID Connect Discovery 1.0 section 4.1, their own examples.
    [InlineData("https://example.com", "https://example.com/.well-known/openid-configuration", "https://example.com/.well-known/oauth-authorization-server")]
    [InlineData("https://example.com/issuer1", "https://example.com/issuer1/.well-known/openid-configuration", "https://example.com/.well-known/oauth-authorization-server/issuer1")]
    // A terminating slash is removed, one of them.
    [InlineData("https://example.com/", "https://example.com/.well-known/openid-configuration", "https://example.com/.well-known/oauth-authorization-server")]
    [InlineData("https://example.com/issuer1/", "https://example.com/issuer1/.well-known/openid-configuration", "https://example.com/.well-known/oauth-authorization-server/issuer1")]
    [InlineData("https://example.com:8443/a/b", "https://example.com:8443/a/b/.well-known/openid-configuration", "https://example.com:8443/.well-known/oauth-authorization-server/a/b")]
    [InlineData("https://[2001:db8::1]/a", "https://[2001:db8::1]/a/.well-known/openid-configuration", "https://[2001:db8::1]/.well-known/oauth-authorization-server/a")]
    public void Metadata_is_looked_for_where_the_RFCs_say(string issuer, string openId, string oauth)
        => Assert.Equal([openId, oauth], DiscoveryDocument.Locations(issuer, Public).Select(url => url.AbsoluteUri));

    [Theory]
    [InlineData("")]
    [InlineData("acme")]
    [InlineData("/acme")]
    [InlineData("https:acme")]
    [InlineData("https://")]
    [InlineData("https:///acme")]
    [InlineData("https://@issuer.example")]
    [InlineData("https://me:secret@issuer.example")]
    [InlineData("https://issuer.example?")]
    [InlineData("https://issuer.example/?a=b")]
    [InlineData("https://issuer.example/#a")]
    [InlineData("https://issuer.example\\@evil.example")]
    [InlineData("https://issuer.example/a b")]
    [InlineData("https://issuer.example/\n")]
    [InlineData("https://\u0131ssuer.example")]
    [InlineData("http://issuer.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("ftp://issuer.example")]
    [InlineData("file:///etc/passwd")]
    public void There_is_no_metadata_of_what_is_no_plain_https_URL(string issuer) => Assert.Empty(DiscoveryDocument.Locations(issuer, Public));

    [Theory]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://127.1.2.3:5000", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://issuer.localhost:5000", true)]
    [InlineData("http://[::1]:5000", true)]
    [InlineData("http://localhost.example", false)]
    [InlineData("http://10.0.0.7", false)]
    [InlineData("http://issuer.example", false)]
    public void Http_is_for_loopback_names_alone(string issuer, bool allowed) => Assert.Equal(allowed, DiscoveryDocument.Locations(issuer, Loopback).Count > 0);

    [Theory]
    [InlineData("https://issuer.example/jwks")]
    [InlineData("https://keys.example:8443/jwks?tenant=acme")]
    public void The_keys_may_be_on_any_https_host(string jwksUri)
    {
        Assert.Null(Read($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{jwksUri}}","grant_types_supported":["client_credentials"]}""", out DiscoveryDocument? document));
        Assert.Equal(jwksUri, document!.JwksUri.AbsoluteUri);
    }

    [Theory]
    [InlineData("https://issuer.example/acme/")]
    [InlineData("https://issuer.example/Acme")]
    [InlineData("https://ISSUER.example/acme")]
    [InlineData("https://issuer.example:443/acme")]
    [InlineData("https://issuer.example/%61cme")]
    [InlineData(" https://issuer.example/acme")]
    [InlineData("")]
    public void The_issuer_must_be_equal_character_by_character(string stated)
        => Assert.Equal($"names the issuer \"{stated}\", not \"{Issuer}\"", Read($$"""{"issuer":"{{stated}}","jwks_uri":"https://issuer.example/jwks"}""", out _));

    [Fact]
    public void The_issuer_may_be_written_with_escapes()
        => Assert.Null(Read("""{"issuer":"https:\/\/issuer.example\/\u0061cme","jwks_uri":"https:\/\/issuer.example\/jwks"}""", out _));

    [Theory]
    [InlineData("""{"jwks_uri":"https://issuer.example/jwks"}""", "names no issuer")]
    [InlineData("""{"issuer":null,"jwks_uri":"https://issuer.example/jwks"}""", "names no issuer")]
    [InlineData("""{"issuer":["https://issuer.example/acme"],"jwks_uri":"https://issuer.example/jwks"}""", "names no issuer")]
    [InlineData("""{"issuer":"https://issuer.example/acme"}""", "has no jwks_uri")]
    [InlineData("""{"issuer":"https://issuer.example/acme","jwks_uri":7}""", "has no jwks_uri")]
    [InlineData("""{"issuer":"https://issuer.example/acme","JWKS_URI":"https://issuer.example/jwks"}""", "has no jwks_uri")]
    public void Both_members_must_be_there_as_strings(string json, string fault) => Assert.Equal(fault, Read(json, out _));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"https://issuer.example/acme\"")]
    [InlineData("<!doctype html>")]
    [InlineData("""{"issuer":"https://issuer.example/acme","jwks_uri":"https://issuer.example/jwks"} x""")]
    [InlineData("""{"issuer":"https://issuer.example/acme","jwks_uri":"https://issuer.example/jwks","issuer":"https://issuer.example/acme"}""")]
    [InlineData("""{"issuer":"https://issuer.example/acme","jwks_uri":"https://issuer.example/jwks","\u006awks_uri":"https://evil.example/jwks"}""")]
    [InlineData("""{"issuer":"https://issuer.example/acme","jwks_uri":"https://issuer.example/jwks","more":{"a":1,"a":2}}""")]
    public void The_document_must_be_strict_JSON_as_a_whole(string json) => Assert.StartsWith("is no strict JSON object", Read(json, out _), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://issuer.example/jwks")]
    [InlineData("http://127.0.0.1/jwks")]
    [InlineData("/jwks")]
    [InlineData("//issuer.example/jwks")]
    [InlineData("https:/jwks")]
    [InlineData("https://me@issuer.example/jwks")]
    [InlineData("https://issuer.example/jwks#first")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:application/json,{}")]
    [InlineData("")]
    public void A_jwks_uri_must_be_a_plain_https_URL(string jwksUri)
        => Assert.Equal($"has the jwks_uri \"{jwksUri}\", which is no plain https URL", Read($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{jwksUri}}"}""", out _));

    [Fact]
    public void A_fault_repeats_what_the_issuer_wrote_in_printable_ASCII_and_cut_short()
    {
        string stated = "https://evil.example/\\r\\nSet-Cookie: a\\u001b[31m\u00e9" + new string('x', 1000);

        string? fault = Read($$"""{"issuer":"{{stated}}","jwks_uri":"https://issuer.example/jwks"}""", out _);

        Assert.NotNull(fault);
        Assert.StartsWith("names the issuer \"https://evil.example/??Set-Cookie: a?[31m?xxx", fault, StringComparison.Ordinal);
        Assert.InRange(fault.Length, 1, 300);
    }

    [Fact]
    public void A_jwks_uri_of_any_length_is_not_taken()
        => Assert.NotNull(Read($$"""{"issuer":"{{Issuer}}","jwks_uri":"https://issuer.example/{{new string('x', 2048)}}"}""", out _));

    private static string? Read(string json, out DiscoveryDocument? document)
    {
        bool read = DiscoveryDocument.TryRead(Encoding.UTF8.GetBytes(json), Issuer, Public, out document, out string? fault);
        Assert.Equal(read, fault is null);
        Assert.Equal(read, document is not null);
        return fault;
    }
}
