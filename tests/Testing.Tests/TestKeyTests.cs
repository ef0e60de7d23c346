using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Testing.Tests;

public sealed class TestKeyTests
{
    public static TheoryData<string> Algorithms => [.. TestKey.Algorithms];

    [Fact]
    public void The_thumbprint_of_the_key_in_RFC_7638_section_3_1_is_the_one_stated_there()
    {
        var jwk = new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5"
                + "n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0"
                + "fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            ["e"] = "AQAB",
            ["alg"] = "RS256",
            ["kid"] = "2011-04-29",
        };

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", TestKey.ThumbprintOf(jwk));
    }

    [Fact]
    public void The_thumbprint_of_the_key_in_RFC_9449_figure_4_is_the_jkt_of_figure_9()
    {
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["x"] = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            ["y"] = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
            ["crv"] = "P-256",
        };

        Assert.Equal("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I", TestKey.ThumbprintOf(jwk));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_thumbprint_is_the_one_that_Microsoft_IdentityModel_computes(string algorithm)
    {
        TestKey key = TestKey.Shared(algorithm);

        Assert.Equal(Base64UrlEncoder.Encode(new JsonWebKey(key.PublicJwk.ToJsonString()).ComputeJwkThumbprint()), key.Thumbprint);
    }

    [Theory]
    [InlineData("kty")]
    [InlineData("crv")]
    [InlineData("x")]
    [InlineData("y")]
    public void A_key_without_a_required_member_has_no_thumbprint(string member)
    {
        JsonObject jwk = TestKey.Shared().PublicJwk;
        Assert.True(jwk.Remove(member));

        _ = Assert.Throws<ArgumentException>(() => TestKey.ThumbprintOf(jwk));
    }

    [Theory]
    [InlineData("ES256", 64)]
    [InlineData("ES384", 96)]
    [InlineData("ES512", 132)]
    public void An_elliptic_signature_is_raw_r_and_s_of_the_full_length(string algorithm, int length)
    {
        TestKey key = TestKey.Shared(algorithm);

        // A signature in DER would be longer, and of varying length.
        Assert.All(Enumerable.Range(0, 20), round => Assert.Equal(length, key.Sign([(byte)round]).Length));
    }

    [Fact]
    public void A_key_is_published_without_private_parts()
    {
        string[] elliptic = ["alg", "crv", "kid", "kty", "use", "x", "y"];
        string[] rsa = ["alg", "e", "kid", "kty", "n", "use"];

        Assert.Equal(elliptic, TestKey.Shared("ES256").PublishedJwk.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(rsa, TestKey.Shared("RS256").PublishedJwk.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_keys_made_one_after_the_other_differ()
        => Assert.NotEqual(TestKey.Create().Thumbprint, TestKey.Create().Thumbprint);

    [Fact]
    public void The_shared_key_is_the_same_each_time_and_another_for_each_algorithm()
    {
        Assert.Same(TestKey.Shared("ES256"), TestKey.Shared("ES256"));
        Assert.NotSame(TestKey.Shared("RS256"), TestKey.Shared("PS256"));
    }

    [Fact]
    public void A_short_RSA_key_can_be_had_to_see_it_refused()
    {
        TestKey key = TestKey.Create("RS256", rsaBits: 1024);

        Assert.Equal(128, Base64UrlEncoder.DecodeBytes((string)key.PublicJwk["n"]!).Length);
        Assert.Equal(128, key.Sign([1]).Length);
    }

    [Fact]
    public void A_key_has_the_id_it_was_given_or_else_its_thumbprint()
    {
        TestKey named = TestKey.Create(kid: "key-1");
        TestKey unnamed = TestKey.Create();

        Assert.Equal("key-1", named.Kid);
        Assert.Equal(unnamed.Thumbprint, unnamed.Kid);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("es256")]
    [InlineData("")]
    public void No_key_is_made_for_an_algorithm_that_is_not_listed(string algorithm)
        => Assert.Throws<ArgumentException>(() => TestKey.Create(algorithm));

    [Fact]
    public void What_a_caller_does_to_a_public_key_does_not_reach_the_key()
    {
        TestKey key = TestKey.Create();
        key.PublicJwk["x"] = "changed";

        Assert.NotEqual("changed", (string)key.PublicJwk["x"]!);
    }
}
