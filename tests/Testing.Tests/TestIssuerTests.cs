using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Testing.Tests;

public sealed class TestIssuerTests
{
    private readonly TestClock _clock = new();
    private readonly TestIssuer _issuer;

    public TestIssuerTests() => _issuer = new TestIssuer("https://issuer.test", TestKey.Shared(), _clock);

    public static TheoryData<string> Algorithms => [.. TestKey.Algorithms];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task A_token_verifies_with_Microsoft_IdentityModel_against_the_key_set(string algorithm)
    {
        TestIssuer issuer = new(key: TestKey.Shared(algorithm));

        TokenValidationResult result = await IndependentJwt.CheckAsync(issuer.Token(), issuer.Jwks(), "https://issuer.test", "https://api.test");

        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task A_token_does_not_verify_against_another_issuers_keys()
    {
        TokenValidationResult result = await IndependentJwt.CheckAsync(_issuer.Token(), new TestIssuer().Jwks());

        Assert.False(result.IsValid);
    }

    [Fact]
    public void A_token_has_what_RFC_9068_requires()
    {
        string token = _issuer.Token();
        JsonObject claims = Jws.ReadClaims(token);

        Assert.Equal("at+jwt", (string)Jws.ReadHeader(token)["typ"]!);
        Assert.Equal(["aud", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"], claims.Select(claim => claim.Key).Order(StringComparer.Ordinal));
        Assert.Equal(_clock.UnixSeconds, (long)claims["iat"]!);
        Assert.Equal(_clock.UnixSeconds + 300, (long)claims["exp"]!);
    }

    [Fact]
    public void Two_tokens_have_different_ids()
        => Assert.NotEqual((string)Jws.ReadClaims(_issuer.Token())["jti"]!, (string)Jws.ReadClaims(_issuer.Token())["jti"]!);

    [Fact]
    public void A_header_is_written_plainly_as_issuers_do()
        => Assert.StartsWith(Jws.Encode("""{"alg":"ES256","typ":"at+jwt","kid":"""u8)[..^2], _issuer.Token(), StringComparison.Ordinal);

    [Fact]
    public async Task Every_part_of_a_token_can_be_changed_or_removed()
    {
        string token = _issuer.Token(spec =>
        {
            spec.Header["typ"] = "JWT";
            spec.Claims["aud"] = new JsonArray("https://one.test", "https://two.test");
            _ = spec.Claims.Remove("exp");
        });

        Assert.Equal("JWT", (string)Jws.ReadHeader(token)["typ"]!);
        Assert.Equal(2, Jws.ReadClaims(token)["aud"]!.AsArray().Count);
        Assert.False(Jws.ReadClaims(token).ContainsKey("exp"));
        Assert.True((await IndependentJwt.CheckAsync(token, _issuer.Jwks())).IsValid);
    }

    [Fact]
    public void A_token_can_have_duplicate_members()
    {
        string token = _issuer.Token(spec => spec.RawClaims = """{"sub":"alice","sub":"mallory"}""");

        Assert.Equal("""{"sub":"alice","sub":"mallory"}""", PartOf(token, 1));
    }

    [Fact]
    public void A_token_can_have_bytes_that_are_no_UTF_8_and_a_good_signature_over_them()
    {
        byte[] claims = [(byte)'{', 0xC3, 0x28, (byte)'}'];

        string token = _issuer.Token(spec => spec.ClaimBytes = claims);

        Assert.Equal(claims, Base64UrlEncoder.DecodeBytes(token.Split('.')[1]));
        ECDsaSecurityKey key = new JsonWebKeySet(_issuer.Jwks().ToJsonString()).GetSigningKeys().OfType<ECDsaSecurityKey>().Single();
        Assert.True(key.ECDsa.VerifyData(Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]), SignatureOf(token), HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task A_token_can_name_one_key_and_be_signed_with_another()
    {
        TestKey stranger = TestKey.Create();

        string token = _issuer.Token(spec => spec.SigningKey = stranger);

        Assert.Equal(_issuer.CurrentKey.Kid, (string)Jws.ReadHeader(token)["kid"]!);
        Assert.False((await IndependentJwt.CheckAsync(token, _issuer.Jwks())).IsValid);
        Assert.True((await IndependentJwt.CheckWithKeyAsync(token, stranger.PublicJwk)).IsValid);
    }

    [Fact]
    public void A_token_honestly_signed_with_another_key_names_that_key()
    {
        TestKey other = TestKey.Create("ES384");

        JsonObject header = Jws.ReadHeader(_issuer.Token(spec => spec.SignedBy(other)));

        Assert.Equal("ES384", (string)header["alg"]!);
        Assert.Equal(other.Kid, (string)header["kid"]!);
    }

    [Fact]
    public void A_signature_can_be_replaced()
    {
        Assert.EndsWith(".", _issuer.Token(spec => spec.EditSignature = _ => []), StringComparison.Ordinal);
        Assert.Equal(new byte[64], SignatureOf(_issuer.Token(spec => spec.EditSignature = good => new byte[good.Length])));
    }

    [Fact]
    public async Task A_tampered_token_keeps_its_signature_and_does_not_verify()
    {
        string token = _issuer.Token();

        string forged = Jws.Tamper(token, claims => claims["scope"] = "admin");

        Assert.Equal("admin", (string)Jws.ReadClaims(forged)["scope"]!);
        Assert.Equal(token.Split('.')[2], forged.Split('.')[2]);
        Assert.False((await IndependentJwt.CheckAsync(forged, _issuer.Jwks())).IsValid);
    }

    [Fact]
    public void A_token_without_signature_can_be_put_together()
    {
        string token = Jws.Assemble("""{"alg":"none"}""", """{"sub":"x"}""", []);

        Assert.Equal("none", (string)Jws.ReadHeader(token)["alg"]!);
        Assert.EndsWith(".", token, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_token_holds_the_thumbprint_of_the_clients_key()
    {
        TestKey proofKey = TestKey.Create();

        JsonObject claims = Jws.ReadClaims(_issuer.Token(spec => spec.BoundTo(proofKey)));

        Assert.Equal(proofKey.Thumbprint, (string)claims["cnf"]!["jkt"]!);
    }

    [Fact]
    public void A_token_bound_twice_over_keeps_both_bindings()
    {
        JsonObject claims = Jws.ReadClaims(_issuer.Token(spec =>
        {
            spec.Claims["cnf"] = new JsonObject { ["x5t#S256"] = "abc" };
            _ = spec.BoundTo("def");
        }));

        Assert.Equal("""{"x5t#S256":"abc","jkt":"def"}""", claims["cnf"]!.ToJsonString());
    }

    [Fact]
    public void A_tokens_life_counts_from_its_issue()
    {
        JsonObject claims = Jws.ReadClaims(_issuer.Token(spec => spec.ValidFor(TimeSpan.FromHours(1))));

        Assert.Equal((long)claims["iat"]! + 3600, (long)claims["exp"]!);
    }

    [Fact]
    public async Task After_a_rotation_new_tokens_have_the_new_key_and_old_ones_still_verify()
    {
        string before = _issuer.Token();
        TestKey key = _issuer.Rotate();
        string after = _issuer.Token();

        Assert.Equal(key.Kid, (string)Jws.ReadHeader(after)["kid"]!);
        Assert.Equal(2, _issuer.Keys.Count);
        Assert.True((await IndependentJwt.CheckAsync(before, _issuer.Jwks())).IsValid);
        Assert.True((await IndependentJwt.CheckAsync(after, _issuer.Jwks())).IsValid);
    }

    [Fact]
    public async Task After_a_rotation_that_withdraws_the_old_key_its_tokens_do_not_verify()
    {
        string before = _issuer.Token();
        _ = _issuer.Rotate(keepOld: false);

        Assert.Equal(_issuer.CurrentKey.Kid, Assert.Single(_issuer.Keys).Kid);
        Assert.False((await IndependentJwt.CheckAsync(before, _issuer.Jwks())).IsValid);
    }

    [Fact]
    public void A_rotation_can_change_the_algorithm()
    {
        _ = _issuer.Rotate(next: TestKey.Shared("PS256"));

        Assert.Equal("PS256", (string)Jws.ReadHeader(_issuer.Token())["alg"]!);
    }

    [Fact]
    public void The_key_set_can_be_spoilt_before_it_is_published()
    {
        _issuer.EditJwks = set => set["keys"]!.AsArray().Insert(0, new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = "!", ["y"] = "!" });

        Assert.Equal(2, _issuer.Jwks()["keys"]!.AsArray().Count);
        Assert.Equal(2, _issuer.Jwks()["keys"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("https://issuer.test", "https://issuer.test/jwks")]
    [InlineData("https://issuer.test/", "https://issuer.test/jwks")]
    [InlineData("https://issuer.test/tenant-1", "https://issuer.test/tenant-1/jwks")]
    public void Metadata_name_the_issuer_exactly_and_its_key_set(string issuer, string jwks)
    {
        JsonObject metadata = new TestIssuer(issuer, TestKey.Shared()).Discovery();

        Assert.Equal(issuer, (string)metadata["issuer"]!);
        Assert.Equal(jwks, (string)metadata["jwks_uri"]!);
    }

    [Theory]
    [InlineData("issuer.test")]
    [InlineData("ftp://issuer.test")]
    [InlineData("https://issuer.test?x=1")]
    [InlineData("https://issuer.test#x")]
    public void An_issuer_that_is_no_URL_is_refused(string issuer)
        => Assert.Throws<ArgumentException>(() => new TestIssuer(issuer, TestKey.Shared()));

    private static string PartOf(string token, int part) => Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(token.Split('.')[part]));

    private static byte[] SignatureOf(string token) => Base64UrlEncoder.DecodeBytes(token.Split('.')[2]);
}
