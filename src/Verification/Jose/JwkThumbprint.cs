using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Verifier.Jose;

/// <summary>The JWK thumbprint of RFC 7638 section 3: SHA-256 over the required members in lexicographic order, each in its one spelling.</summary>
internal static class JwkThumbprint
{
    /// <summary>The thumbprint in base64url, 43 characters.</summary>
    public static string Of(in JwkParameters key)
    {
        // 8192 bits of modulus are 1366 characters; the rest is less than 60.
        Span<byte> json = stackalloc byte[1536];
        int length = 0;
        if (key.Type == JwkType.Rsa)
        {
            Append("{\"e\":\""u8, json, ref length);
            AppendEncoded(key.Second, json, ref length);
            Append("\",\"kty\":\"RSA\",\"n\":\""u8, json, ref length);
            AppendEncoded(key.First, json, ref length);
        }
        else
        {
            Append("{\"crv\":\""u8, json, ref length);
            length += Encoding.ASCII.GetBytes(key.Curve, json[length..]);
            Append("\",\"kty\":\"EC\",\"x\":\""u8, json, ref length);
            AppendEncoded(key.First, json, ref length);
            Append("\",\"y\":\""u8, json, ref length);
            AppendEncoded(key.Second, json, ref length);
        }

        Append("\"}"u8, json, ref length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(json[..length], hash);
        return StrictBase64Url.Encode(hash);
    }

    private static void Append(ReadOnlySpan<byte> text, Span<byte> json, ref int length)
    {
        text.CopyTo(json[length..]);
        length += text.Length;
    }

    private static void AppendEncoded(ReadOnlySpan<byte> octets, Span<byte> json, ref int length) => length += Base64Url.EncodeToUtf8(octets, json[length..]);
}
