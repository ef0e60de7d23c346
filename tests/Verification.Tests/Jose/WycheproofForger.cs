using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

/// <summary>Makes the signatures that the vectors describe, with the private keys of <see cref="TestJwk"/>: encodings that no signing API would write.</summary>
internal static partial class WycheproofForger
{
    private static readonly RSAParameters Rsa = TestJwk.Rsa2048.ExportParameters(true);

    private static readonly BigInteger P256Order =
        BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) as <c>em</c> writes it: <c>[D]</c> is the digest, <c>[D0:31]</c> a part of it, <c>(ff*202)</c> repetition.</summary>
    public static byte[] Pkcs1(JsonElement vector, JwsAlgorithm algorithm, byte[] input)
    {
        string digest = Convert.ToHexString(Digest(JwsAlgorithms.Hash(algorithm), input));
        string em = DigestPart().Replace(vector.GetProperty("em").GetString()!, part => part.Groups[1].Success
            ? digest[(2 * Number(part.Groups[1]))..(2 * Number(part.Groups[2]))]
            : digest);
        byte[] encoded = Unroll(em);
        Assert.Equal(Rsa.Modulus!.Length, encoded.Length);
        return SignRaw(encoded);
    }

    /// <summary>EMSA-PSS (RFC 8017 section 9.1.1) from the data block <c>db</c>, its salt the last <c>saltLen</c> octets, with H xored with <c>hDelta</c>.</summary>
    public static byte[] Pss(JsonElement vector, JwsAlgorithm algorithm, byte[] input)
    {
        HashAlgorithmName hash = JwsAlgorithms.Hash(algorithm);
        HashAlgorithmName mask = new(vector.GetProperty("mgf").GetString()!.ToUpperInvariant());
        byte[] block = Unroll(vector.GetProperty("db").GetString()!);
        byte[] salt = block[^vector.GetProperty("saltLen").GetInt32()..];
        byte[] h = Digest(hash, [.. new byte[8], .. Digest(hash, input), .. salt]);
        if (vector.TryGetProperty("hDelta", out JsonElement delta))
        {
            h = Xor(h, Convert.FromHexString(delta.GetString()!));
        }

        byte[] encoded = [.. Xor(block, MaskOf(mask, h, block.Length)), .. h, (byte)vector.GetProperty("trailer").GetInt32()];
        Assert.Equal(Rsa.Modulus!.Length, encoded.Length);
        encoded[0] = (byte)((encoded[0] & 0x7F) | vector.GetProperty("top").GetInt32());
        return SignRaw(encoded);
    }

    /// <summary>A signature that is no number from 0 to n - 1 of the right length, or one that is its own encoding.</summary>
    public static byte[] RsaValue(JsonElement vector, byte[] good)
    {
        BigInteger modulus = Unsigned(Rsa.Modulus!);
        int extra = vector.GetProperty("extra").GetInt32();
        return vector.GetProperty("op").GetString() switch
        {
            "zero" => Octets(0, good.Length + extra),
            "one" => Octets(1, good.Length + extra),
            "n-1" => Octets(modulus - 1, good.Length + extra),
            "n" => Octets(modulus, good.Length + extra),
            "plus-n" => Octets(Unsigned(good) + modulus, good.Length + extra),
            "prepend-zeros" => [.. new byte[extra], .. good],
            "append-zeros" => [.. good, .. new byte[extra]],
            "truncate" => good[..^extra],
            _ => throw new InvalidOperationException("An operation that this test does not know."),
        };
    }

    /// <summary>r and s as the vector wants them, each in <c>half</c> octets; <c>v</c> is that of the good signature.</summary>
    public static byte[] Es256Value(JsonElement vector, byte[] good)
    {
        if (vector.GetProperty("op").GetString() == "valid")
        {
            return good;
        }

        int half = vector.GetProperty("half").GetInt32();
        return
        [
            .. Octets(Value(vector.GetProperty("r").GetString()!, Unsigned(good[..32])), half),
            .. Octets(Value(vector.GetProperty("s").GetString()!, Unsigned(good[32..])), half),
        ];
    }

    /// <summary>The base64url of the same octets with one bit changed.</summary>
    public static string Flip(string base64url)
    {
        byte[] octets = new byte[StrictBase64Url.DecodedLength(base64url.Length)];
        Assert.True(StrictBase64Url.TryDecode(Encoding.ASCII.GetBytes(base64url), octets, out _));
        octets[^1] ^= 1;
        return StrictBase64Url.Encode(octets);
    }

    private static BigInteger Value(string expression, BigInteger v) => expression switch
    {
        "0" => 0,
        "1" => 1,
        "n" => P256Order,
        "n-1" => P256Order - 1,
        "v" => v,
        "v+n" => v + P256Order,
        "v*256" => v * 256,
        "v+2^256" => v + BigInteger.Pow(2, 256),
        _ => throw new InvalidOperationException("An expression that this test does not know."),
    };

    // RSASP1 with the Chinese remainder theorem (RFC 8017 section 5.2.1).
    private static byte[] SignRaw(byte[] encoded)
    {
        BigInteger m = Unsigned(encoded);
        BigInteger p = Unsigned(Rsa.P!);
        BigInteger q = Unsigned(Rsa.Q!);
        BigInteger one = BigInteger.ModPow(m, Unsigned(Rsa.DP!), p);
        BigInteger two = BigInteger.ModPow(m, Unsigned(Rsa.DQ!), q);
        BigInteger difference = (((one - two) % p) + p) % p;
        return Octets(two + (difference * Unsigned(Rsa.InverseQ!) % p * q), Rsa.Modulus!.Length);
    }

    // MGF1 (RFC 8017 appendix B.2.1).
    private static byte[] MaskOf(HashAlgorithmName hash, byte[] seed, int length)
    {
        List<byte> mask = [];
        for (byte counter = 0; mask.Count < length; counter++)
        {
            mask.AddRange(Digest(hash, [.. seed, 0, 0, 0, counter]));
        }

        return [.. mask.Take(length)];
    }

    private static byte[] Digest(HashAlgorithmName hash, byte[] data) => CryptographicOperations.HashData(hash, data);

    private static byte[] Unroll(string hex) =>
        Convert.FromHexString(Repetition().Replace(hex, part => string.Concat(Enumerable.Repeat(part.Groups[1].Value, Number(part.Groups[2])))));

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static byte[] Xor(byte[] left, byte[] right) => [.. left.Zip(right, (a, b) => (byte)(a ^ b))];

    private static BigInteger Unsigned(byte[] octets) => new(octets, isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger number, int length)
    {
        byte[] octets = new byte[length];
        byte[] shortest = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        shortest.CopyTo(octets, length - shortest.Length);
        return octets;
    }

    [GeneratedRegex(@"\[D(?:(\d+):(\d+))?\]")]
    private static partial Regex DigestPart();

    [GeneratedRegex(@"\(([0-9a-f]{2})\*(\d+)\)")]
    private static partial Regex Repetition();
}
