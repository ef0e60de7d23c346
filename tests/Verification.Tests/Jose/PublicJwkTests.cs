using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class PublicJwkTests
{
    [Theory]
    [InlineData("d")]
    [InlineData("p")]
    [InlineData("q")]
    [InlineData("dp")]
    [InlineData("dq")]
    [InlineData("qi")]
    [InlineData("oth")]
    [InlineData("k")]
    public void Any_private_member_makes_a_key_private(string name)
    {
        Assert.Equal(JwkFault.Private, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With(name, "AA"), out PublicJwk? jwk));
        Assert.Null(jwk);
        Assert.Equal(JwkFault.Private, TestJwk.TryRead(TestJwk.Of(TestJwk.Rsa2048).With(name, null), out _));
        Assert.Equal(JwkFault.Private, TestJwk.TryRead(new JsonObject { ["kty"] = "OKP", [name] = "AA" }, out _));
        Assert.Equal(JwkFault.Private, Read($$"""{"\u{{(int)name[0]:x4}}{{name[1..]}}":1}"""));
    }

    [Theory]
    [InlineData("OKP")]
    [InlineData("oct")]
    [InlineData("rsa")]
    [InlineData("AKP")]
    [InlineData("")]
    public void Another_kty_is_unsupported(string kty) => Assert.Equal(JwkFault.Unsupported, TestJwk.TryRead(TestJwk.Of(TestJwk.Rsa2048).With("kty", kty), out _));

    [Theory]
    [InlineData("secp256k1")]
    [InlineData("P-224")]
    [InlineData("p-256")]
    [InlineData("Ed25519")]
    public void Another_crv_is_unsupported(string crv) => Assert.Equal(JwkFault.Unsupported, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With("crv", crv), out _));

    [Theory]
    [InlineData("kty")]
    [InlineData("n")]
    [InlineData("e")]
    public void An_RSA_key_needs_all_its_members_as_strings(string name)
    {
        JsonObject missing = TestJwk.Of(TestJwk.Rsa2048);
        Assert.True(missing.Remove(name));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(missing, out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.Rsa2048).With(name, 1), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.Rsa2048).With(name, null), out _));
    }

    [Theory]
    [InlineData("kty")]
    [InlineData("crv")]
    [InlineData("x")]
    [InlineData("y")]
    public void An_EC_key_needs_all_its_members_as_strings(string name)
    {
        JsonObject missing = TestJwk.Of(TestJwk.P256);
        Assert.True(missing.Remove(name));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(missing, out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With(name, 1), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With(name, new JsonArray("AA")), out _));
    }

    [Theory]
    [InlineData("kid")]
    [InlineData("alg")]
    [InlineData("use")]
    [InlineData("key_ops")]
    public void Optional_members_of_the_wrong_type_are_malformed(string name)
    {
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With(name, 1), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With(name, null), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With(name, new JsonArray(1)), out _));
    }

    [Fact]
    public void Optional_members_are_kept_as_stated()
    {
        JsonObject json = TestJwk.Of(TestJwk.P256).With("kid", "é\n").With("alg", "ES256").With("use", "sig").With("key_ops", new JsonArray("verify", "x"));
        Assert.Equal(JwkFault.None, TestJwk.TryRead(json, out PublicJwk? jwk));
        Assert.Equal(("é\n", "ES256", "sig"), (jwk!.Kid, jwk.Algorithm, jwk.Use));
        Assert.Equal(["verify", "x"], jwk.KeyOperations);
    }

    [Fact]
    public void Members_that_are_none_of_its_business_are_ignored()
    {
        JsonObject json = TestJwk.Of(TestJwk.P256).With("x5c", new JsonArray("!")).With("x5t", 1).With("ext", true).With("", new JsonObject());
        Assert.Equal(JwkFault.None, TestJwk.TryRead(json, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"kty":"EC"}""")]
    public void What_is_no_key_at_all_is_malformed(string json) => Assert.Equal(JwkFault.Malformed, Read(json));

    [Fact]
    public void A_doubled_member_is_malformed_even_when_escaped()
    {
        string jwk = TestJwk.Of(TestJwk.P256).ToJsonString();
        Assert.Equal(JwkFault.Malformed, Read(jwk.Replace("{", "{\"kty\":\"EC\",", StringComparison.Ordinal)));
        Assert.Equal(JwkFault.Malformed, Read(jwk.Replace("{", "{\"\\u0078\":\"AA\",", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("=")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("+")]
    [InlineData(".")]
    public void Numbers_in_anything_but_strict_base64url_are_malformed(string addition)
    {
        foreach (string name in (string[])["n", "e"])
        {
            JsonObject json = TestJwk.Of(TestJwk.Rsa2048);
            Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(json.With(name, json[name]!.GetValue<string>() + addition), out _));
        }

        foreach (string name in (string[])["x", "y"])
        {
            JsonObject json = TestJwk.Of(TestJwk.P256);
            Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(json.With(name, json[name]!.GetValue<string>() + addition), out _));
        }
    }

    [Fact]
    public void Stray_bits_in_a_coordinate_are_malformed_for_they_would_give_one_key_two_thumbprints()
    {
        // 32 octets end in a character of which the last two bits are free.
        JsonObject json = TestJwk.Of(TestJwk.P256);
        string x = json["x"]!.GetValue<string>();
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char stray = Alphabet[Alphabet.IndexOf(x[^1], StringComparison.Ordinal) | 1];
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(json.With("x", x[..^1] + stray), out _));
    }

    [Fact]
    public void A_leading_zero_octet_in_an_RSA_number_is_malformed_for_it_would_give_one_key_two_thumbprints()
    {
        RSAParameters rsa = TestJwk.Rsa2048.ExportParameters(false);
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.OfRsa([0, .. rsa.Modulus!], rsa.Exponent!), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.OfRsa(rsa.Modulus!, [0, .. rsa.Exponent!]), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.OfRsa([], rsa.Exponent!), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.OfRsa(rsa.Modulus!, []), out _));
        Assert.Equal(JwkFault.Malformed, TestJwk.TryRead(TestJwk.OfRsa(rsa.Modulus!, [0]), out _));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2040)]
    [InlineData(2047)]
    [InlineData(8193)]
    [InlineData(16384)]
    public void An_RSA_modulus_that_is_too_short_or_too_long_is_out_of_range(int bits) =>
        Assert.Equal(JwkFault.OutOfRange, TestJwk.TryRead(TestJwk.OfRsa(Modulus(bits), [1, 0, 1]), out _));

    [Theory]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(3072)]
    [InlineData(8192)]
    public void An_RSA_modulus_within_the_limits_is_taken_and_measured(int bits)
    {
        Assert.Equal(JwkFault.None, TestJwk.TryRead(TestJwk.OfRsa(Modulus(bits), [1, 0, 1]), out PublicJwk? jwk));
        Assert.Equal(bits, jwk!.ModulusBits);
    }

    [Fact]
    public void A_real_RSA_key_of_1024_bits_is_out_of_range()
    {
        using RSA rsa = RSA.Create(1024);
        Assert.Equal(JwkFault.OutOfRange, TestJwk.TryRead(TestJwk.Of(rsa), out PublicJwk? jwk));
        Assert.Null(jwk);
    }

    [Fact]
    public void An_even_modulus_is_out_of_range()
    {
        byte[] modulus = Modulus(2048);
        modulus[^1] = 2;
        Assert.Equal(JwkFault.OutOfRange, TestJwk.TryRead(TestJwk.OfRsa(modulus, [1, 0, 1]), out _));
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 4 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 1 })]
    public void An_RSA_exponent_of_one_an_even_one_or_a_huge_one_is_out_of_range(byte[] exponent) =>
        Assert.Equal(JwkFault.OutOfRange, TestJwk.TryRead(TestJwk.OfRsa(Modulus(2048), exponent), out _));

    [Theory]
    [InlineData(new byte[] { 3 })]
    [InlineData(new byte[] { 1, 0, 1 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    public void An_odd_RSA_exponent_up_to_32_bits_is_taken(byte[] exponent) =>
        Assert.Equal(JwkFault.None, TestJwk.TryRead(TestJwk.OfRsa(Modulus(2048), exponent), out _));

    [Theory]
    [InlineData("P-256", 31)]
    [InlineData("P-256", 33)]
    [InlineData("P-256", 0)]
    [InlineData("P-384", 32)]
    [InlineData("P-521", 65)]
    [InlineData("P-521", 64)]
    public void A_coordinate_of_another_length_than_the_curve_has_is_out_of_range(string curve, int length)
    {
        byte[] wrong = new byte[length];
        byte[] right = new byte[curve == "P-256" ? 32 : curve == "P-384" ? 48 : 66];
        Assert.Equal(JwkFault.OutOfRange, TestJwk.TryRead(TestJwk.OfPoint(curve, wrong, right), out _));
        Assert.Equal(JwkFault.OutOfRange, TestJwk.TryRead(TestJwk.OfPoint(curve, right, wrong), out _));
    }

    [Fact]
    public void Escapes_in_a_number_do_not_change_the_key()
    {
        string plain = TestJwk.Of(TestJwk.P256).ToJsonString();
        string x = TestJwk.Of(TestJwk.P256)["x"]!.GetValue<string>();
        string escaped = plain.Replace(x, $"\\u{(int)x[0]:x4}{x[1..]}", StringComparison.Ordinal);
        Assert.Equal(JwkFault.None, PublicJwk.TryRead(Encoding.UTF8.GetBytes(plain), out PublicJwk? one));
        Assert.Equal(JwkFault.None, PublicJwk.TryRead(Encoding.UTF8.GetBytes(escaped), out PublicJwk? other));
        Assert.True(one!.IsSameAs(other!));
    }

    [Fact]
    public void The_thumbprint_is_that_of_IdentityModel_for_every_type()
    {
        foreach (JwsAlgorithm algorithm in Enum.GetValues<JwsAlgorithm>())
        {
            JsonObject json = TestJwk.For(algorithm).With("kid", "1");
            Assert.Equal(JwkFault.None, TestJwk.TryRead(json, out PublicJwk? jwk));
            byte[] expected = new Microsoft.IdentityModel.Tokens.JsonWebKey(json.ToJsonString()).ComputeJwkThumbprint();
            Assert.Equal(StrictBase64Url.Encode(expected), jwk!.Thumbprint);
            Assert.Equal(43, jwk.Thumbprint.Length);
        }
    }

    [Theory]
    [InlineData("kid", "2")]
    [InlineData("alg", "ES384")]
    [InlineData("use", "enc")]
    public void A_key_with_another_name_or_purpose_is_not_the_very_same(string name, string value)
    {
        JsonObject json = TestJwk.Of(TestJwk.P256).With("kid", "1").With("alg", "ES256").With("use", "sig");
        Assert.Equal(JwkFault.None, TestJwk.TryRead(json, out PublicJwk? one));
        Assert.Equal(JwkFault.None, TestJwk.TryRead(json, out PublicJwk? same));
        Assert.Equal(JwkFault.None, TestJwk.TryRead(json.With(name, value), out PublicJwk? other));
        Assert.True(one!.IsSameAs(same!));
        Assert.False(one.IsSameAs(other!));
        Assert.False(other!.IsSameAs(one));
    }

    [Fact]
    public void A_key_with_other_key_ops_is_not_the_very_same()
    {
        Assert.Equal(JwkFault.None, TestJwk.TryRead(TestJwk.Of(TestJwk.P256), out PublicJwk? none));
        Assert.Equal(JwkFault.None, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With("key_ops", new JsonArray()), out PublicJwk? empty));
        Assert.Equal(JwkFault.None, TestJwk.TryRead(TestJwk.Of(TestJwk.P256).With("key_ops", new JsonArray("verify")), out PublicJwk? verify));
        Assert.False(none!.IsSameAs(empty!));
        Assert.False(empty!.IsSameAs(none));
        Assert.False(empty.IsSameAs(verify!));
        Assert.True(verify!.IsSameAs(verify));
    }

    private static byte[] Modulus(int bits)
    {
        byte[] modulus = new byte[(bits + 7) / 8];
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        modulus[^1] |= 1;
        return modulus;
    }

    private static JwkFault Read(string json) => PublicJwk.TryRead(Encoding.UTF8.GetBytes(json), out _);
}
