using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class SignatureKeyTests
{
    private static readonly byte[] Input = Encoding.ASCII.GetBytes("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0");

    private static readonly BigInteger P256Prime = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 224) + BigInteger.Pow(2, 192) + BigInteger.Pow(2, 96) - 1;

    public static TheoryData<JwsAlgorithm> Algorithms => [.. Enum.GetValues<JwsAlgorithm>()];

    public static TheoryData<JwsAlgorithm> EcdsaAlgorithms => [JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.ES512];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_of_the_key_over_the_input_is_good_and_over_another_is_not(JwsAlgorithm algorithm)
    {
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        byte[] signature = TestJwk.Sign(algorithm, Input);
        Assert.True(key.Verify(algorithm, Input, signature));
        Assert.False(key.Verify(algorithm, Input.AsSpan(1), signature));
        Assert.False(key.Verify(algorithm, [], signature));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_for_one_algorithm_is_good_for_no_other(JwsAlgorithm algorithm)
    {
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        byte[] signature = TestJwk.Sign(algorithm, Input);
        foreach (JwsAlgorithm other in Enum.GetValues<JwsAlgorithm>())
        {
            Assert.Equal(other == algorithm, key.Verify(other, Input, signature));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_cut_short_or_made_longer_is_refused(JwsAlgorithm algorithm)
    {
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        byte[] signature = TestJwk.Sign(algorithm, Input);
        Assert.False(key.Verify(algorithm, Input, []));
        Assert.False(key.Verify(algorithm, Input, signature.AsSpan(1)));
        Assert.False(key.Verify(algorithm, Input, signature.AsSpan(..^1)));
        Assert.False(key.Verify(algorithm, Input, [.. signature, 0]));
        Assert.False(key.Verify(algorithm, Input, [0, .. signature]));
        Assert.False(key.Verify(algorithm, Input, new byte[20_000]));
    }

    [Theory]
    [MemberData(nameof(EcdsaAlgorithms))]
    public void Psychic_signature_of_zeros_is_refused(JwsAlgorithm algorithm)
    {
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        byte[] good = TestJwk.Sign(algorithm, Input);
        int half = good.Length / 2;
        byte[] zero = new byte[half];
        Assert.False(key.Verify(algorithm, Input, [.. zero, .. zero]));
        Assert.False(key.Verify(algorithm, Input, [.. zero, .. good[half..]]));
        Assert.False(key.Verify(algorithm, Input, [.. good[..half], .. zero]));
    }

    [Theory]
    [MemberData(nameof(EcdsaAlgorithms))]
    public void R_or_s_out_of_range_is_refused(JwsAlgorithm algorithm)
    {
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        byte[] good = TestJwk.Sign(algorithm, Input);
        int half = good.Length / 2;
        BigInteger order = Order(algorithm);
        BigInteger r = Number(good[..half]);
        BigInteger s = Number(good[half..]);
        BigInteger top = BigInteger.Pow(256, half) - 1;
        foreach ((BigInteger badR, BigInteger badS) in (ReadOnlySpan<(BigInteger, BigInteger)>)
            [(order, s), (r, order), (order, order), (0, order), (order, 0), (r + order, s), (r, s + order), (top, s), (r, top), (top, top), (1, 1), (order - 1, order - 1)])
        {
            if (badR <= top && badS <= top)
            {
                Assert.False(key.Verify(algorithm, Input, [.. Octets(badR, half), .. Octets(badS, half)]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EcdsaAlgorithms))]
    public void DER_signature_is_refused(JwsAlgorithm algorithm)
    {
        ECDsa signer = algorithm == JwsAlgorithm.ES256 ? TestJwk.P256 : algorithm == JwsAlgorithm.ES384 ? TestJwk.P384 : TestJwk.P521;
        byte[] der = signer.SignData(Input, JwsAlgorithms.Hash(algorithm), DSASignatureFormat.Rfc3279DerSequence);
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        Assert.False(key.Verify(algorithm, Input, der));

        // Cut or filled to the length that raw signatures have, it is no better.
        byte[] sized = new byte[signer.KeySize == 521 ? 132 : signer.KeySize / 4];
        der.AsSpan(0, Math.Min(der.Length, sized.Length)).CopyTo(sized);
        Assert.False(key.Verify(algorithm, Input, sized));
    }

    [Fact]
    public void Invalid_curve_point_cannot_be_imported_and_verifies_nothing()
    {
        ECParameters point = TestJwk.P256.ExportParameters(false);
        byte[] y = [.. point.Q.Y!];
        y[^1] ^= 1;
        SignatureKey key = TestJwk.Key(TestJwk.OfPoint("P-256", point.Q.X!, y));
        Assert.False(key.TryImport());
        Assert.False(key.Verify(JwsAlgorithm.ES256, Input, TestJwk.Sign(JwsAlgorithm.ES256, Input)));
        Assert.False(key.TryImport());
    }

    [Fact]
    public void The_point_zero_zero_cannot_be_imported() => Assert.False(TestJwk.Key(TestJwk.OfPoint("P-256", new byte[32], new byte[32])).TryImport());

    [Fact]
    public void A_point_of_another_curve_cannot_be_imported()
    {
        // x and y of P-256, filled up to the length of P-384.
        ECParameters point = TestJwk.P256.ExportParameters(false);
        Assert.False(TestJwk.Key(TestJwk.OfPoint("P-384", [.. new byte[16], .. point.Q.X!], [.. new byte[16], .. point.Q.Y!])).TryImport());
    }

    [Fact]
    public void A_coordinate_beyond_the_prime_cannot_be_imported_for_it_would_give_one_key_two_thumbprints()
    {
        // P-256 has points with a small x; x + p names the same one and still fits 32 octets.
        BigInteger x = 1;
        BigInteger y;
        while (!TryFindY(x, out y))
        {
            x++;
        }

        Assert.True(TestJwk.Key(TestJwk.OfPoint("P-256", Octets(x, 32), Octets(y, 32))).TryImport());
        Assert.False(TestJwk.Key(TestJwk.OfPoint("P-256", Octets(x + P256Prime, 32), Octets(y, 32))).TryImport());
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("sig", null, null, true)]
    [InlineData(null, "verify", null, true)]
    [InlineData("sig", "sign,verify", "ES256", true)]
    [InlineData("enc", null, null, false)]
    [InlineData("SIG", null, null, false)]
    [InlineData("", null, null, false)]
    [InlineData(null, "", null, false)]
    [InlineData(null, "sign", null, false)]
    [InlineData(null, "Verify", null, false)]
    [InlineData("enc", "verify", null, false)]
    [InlineData("sig", "encrypt", null, false)]
    [InlineData(null, null, "ES384", false)]
    [InlineData(null, null, "RS256", false)]
    [InlineData(null, null, "es256", false)]
    [InlineData(null, null, "ECDH-ES", false)]
    [InlineData(null, null, "none", false)]
    [InlineData(null, null, "HS256", false)]
    public void A_key_fits_what_it_states(string? use, string? operations, string? alg, bool fits)
    {
        JsonObject json = TestJwk.Of(TestJwk.P256);
        if (use is not null)
        {
            json["use"] = use;
        }

        if (operations is not null)
        {
            json["key_ops"] = new JsonArray([.. operations.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(o => (JsonNode?)o)]);
        }

        if (alg is not null)
        {
            json["alg"] = alg;
        }

        SignatureKey key = TestJwk.Key(json);
        Assert.Equal(fits, key.Fits(JwsAlgorithm.ES256));
        Assert.Equal(fits, key.Verify(JwsAlgorithm.ES256, Input, TestJwk.Sign(JwsAlgorithm.ES256, Input)));
    }

    [Fact]
    public void An_RSA_key_fits_RS_and_PS_and_an_EC_key_its_curve_alone()
    {
        AlgorithmSet Fitting(JsonObject jwk) => new(Enum.GetValues<JwsAlgorithm>().Where(TestJwk.Key(jwk).Fits));
        Assert.Equal("PS256 PS384 PS512 RS256 RS384 RS512", Fitting(TestJwk.Of(TestJwk.Rsa2048)).ToString());
        Assert.Equal("PS384", Fitting(TestJwk.Of(TestJwk.Rsa2048).With("alg", "PS384")).ToString());
        Assert.Equal("ES256", Fitting(TestJwk.Of(TestJwk.P256)).ToString());
        Assert.Equal("ES384", Fitting(TestJwk.Of(TestJwk.P384)).ToString());
        Assert.Equal("ES512", Fitting(TestJwk.Of(TestJwk.P521)).ToString());
    }

    [Fact]
    public void Many_threads_may_use_one_key_at_once()
    {
        SignatureKey ec = TestJwk.Key(TestJwk.Of(TestJwk.P256));
        SignatureKey rsa = TestJwk.Key(TestJwk.Of(TestJwk.Rsa2048));
        byte[] es256 = TestJwk.Sign(JwsAlgorithm.ES256, Input);
        byte[] ps256 = TestJwk.Sign(JwsAlgorithm.PS256, Input);
        byte[] bad = [.. es256];
        bad[5] ^= 1;
        int wrong = 0;
        _ = Parallel.For(0, 1500, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            bool right = (i % 3) switch
            {
                0 => ec.Verify(JwsAlgorithm.ES256, Input, es256),
                1 => rsa.Verify(JwsAlgorithm.PS256, Input, ps256),
                _ => !ec.Verify(JwsAlgorithm.ES256, Input, bad),
            };
            if (!right)
            {
                _ = Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Any_bytes_as_a_signature_are_answered_without_an_exception()
    {
        SignatureKey ec = TestJwk.Key(TestJwk.Of(TestJwk.P521));
        SignatureKey rsa = TestJwk.Key(TestJwk.Of(TestJwk.Rsa2048));
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            byte[] es512 = new byte[132];
            byte[] any = new byte[256];
            random.NextBytes(es512);
            random.NextBytes(any);
            es512[0] &= (byte)random.Next(2);
            es512[66] &= (byte)random.Next(2);
            any[0] &= (byte)random.Next(256);
            return !ec.Verify(JwsAlgorithm.ES512, Input, es512) && !rsa.Verify(JwsAlgorithm.PS512, Input, any) && !rsa.Verify(JwsAlgorithm.RS256, Input, any);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [InlineData(JwsAlgorithm.RS256)]
    [InlineData(JwsAlgorithm.PS256)]
    [InlineData(JwsAlgorithm.ES256)]
    public void A_token_with_any_one_byte_changed_is_refused(JwsAlgorithm algorithm)
    {
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        byte[] input = Encoding.ASCII.GetBytes(
            $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes($"{{\"alg\":\"{algorithm}\"}}"))}.{StrictBase64Url.Encode("""{"iss":"https://a","sub":"b","exp":1}"""u8)}");
        byte[] token = [.. input, (byte)'.', .. Encoding.ASCII.GetBytes(StrictBase64Url.Encode(TestJwk.Sign(algorithm, input)))];
        Assert.True(CompactSignature.IsGood(token, key));
        Arbitrary<(int At, int With)> changes = Gen.Choose(0, token.Length - 1).Zip(Gen.Choose(1, 255), (at, with) => (at, with)).ToArbitrary();
        Prop.ForAll(changes, change =>
        {
            byte[] changed = [.. token];
            changed[change.At] ^= (byte)change.With;
            return !CompactSignature.IsGood(changed, key);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static BigInteger Order(JwsAlgorithm algorithm) => BigInteger.Parse(
        algorithm switch
        {
            JwsAlgorithm.ES256 => "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
            JwsAlgorithm.ES384 => "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
            _ => "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409",
        },
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    private static BigInteger Number(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger number, int length)
    {
        byte[] octets = new byte[length];
        byte[] shortest = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        shortest.CopyTo(octets, length - shortest.Length);
        return octets;
    }

    // y² = x³ - 3x + b on P-256, whose prime is 3 modulo 4.
    private static bool TryFindY(BigInteger x, out BigInteger y)
    {
        BigInteger b = BigInteger.Parse("05AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        BigInteger square = ((x * x * x) - (3 * x) + b) % P256Prime;
        y = BigInteger.ModPow(square, (P256Prime + 1) / 4, P256Prime);
        return y * y % P256Prime == square;
    }
}
