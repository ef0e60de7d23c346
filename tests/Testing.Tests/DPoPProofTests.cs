using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Testing.Tests;

public sealed class DPoPProofTests
{
    private readonly TestClock _clock = new();
    private readonly TestKey _key = TestKey.Shared();

    public static TheoryData<string> Algorithms => [.. TestKey.Algorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_proof_verifies_with_Microsoft_IdentityModel_against_the_key_in_its_header(string algorithm)
    {
        string proof = DPoPProof.Create(TestKey.Shared(algorithm), "GET", "https://api.test/orders", "token");

        TokenValidationResult result = await IndependentJwt.CheckWithKeyAsync(proof, (JsonObject)Jws.ReadHeader(proof)["jwk"]!);

        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public void The_hash_of_the_token_in_RFC_9449_figure_13_is_the_ath_of_figure_14()
        => Assert.Equal("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo", DPoPProof.HashOf("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"));

    [Fact]
    public void A_proof_for_a_token_request_has_the_members_of_RFC_9449_figure_4()
    {
        string proof = DPoPProof.Create(_key, "POST", "https://server.example.com/token", time: _clock);
        JsonObject header = Jws.ReadHeader(proof);
        JsonObject claims = Jws.ReadClaims(proof);

        Assert.Equal(["alg", "jwk", "typ"], header.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("dpop+jwt", (string)header["typ"]!);
        Assert.Equal(["crv", "kty", "x", "y"], header["jwk"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["htm", "htu", "iat", "jti"], claims.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("POST", (string)claims["htm"]!);
        Assert.Equal("https://server.example.com/token", (string)claims["htu"]!);
        Assert.Equal(_clock.UnixSeconds, (long)claims["iat"]!);
    }

    [Fact]
    public void A_proof_for_a_resource_holds_the_tokens_hash_and_the_servers_nonce()
    {
        JsonObject claims = Jws.ReadClaims(DPoPProof.Create(_key, "GET", "https://api.test/orders", "token", "nonce-1"));

        Assert.Equal(DPoPProof.HashOf("token"), (string)claims["ath"]!);
        Assert.Equal("nonce-1", (string)claims["nonce"]!);
    }

    [Theory]
    [InlineData("https://api.test/orders?page=2", "https://api.test/orders")]
    [InlineData("https://api.test/orders#top", "https://api.test/orders")]
    [InlineData("https://api.test/a?b#c", "https://api.test/a")]
    [InlineData("HTTPS://API.test:443/%7Ea", "HTTPS://API.test:443/%7Ea")]
    public void The_URL_of_a_proof_loses_query_and_fragment_and_nothing_else(string url, string htu)
        => Assert.Equal(htu, (string)Jws.ReadClaims(DPoPProof.Create(_key, "GET", url))["htu"]!);

    [Fact]
    public void Two_proofs_of_the_same_request_have_different_ids_of_96_bits_or_more()
    {
        string first = (string)Jws.ReadClaims(DPoPProof.Create(_key, "GET", "https://api.test/"))["jti"]!;
        string second = (string)Jws.ReadClaims(DPoPProof.Create(_key, "GET", "https://api.test/"))["jti"]!;

        Assert.NotEqual(first, second);
        Assert.True(Base64UrlEncoder.DecodeBytes(first).Length >= 12);
    }

    [Fact]
    public void Every_part_of_a_proof_can_be_changed()
    {
        TestKey other = TestKey.Create();

        string proof = DPoPProof.Create(_key, "GET", "https://api.test/", "token", change: spec =>
        {
            spec.Header["jwk"] = other.PublicJwk;
            spec.Claims["jti"] = "again";
            _ = spec.Claims.Remove("ath");
        });

        Assert.Equal("again", (string)Jws.ReadClaims(proof)["jti"]!);
        Assert.False(Jws.ReadClaims(proof).ContainsKey("ath"));
        Assert.Equal(other.Thumbprint, TestKey.ThumbprintOf((JsonObject)Jws.ReadHeader(proof)["jwk"]!));
    }
}
