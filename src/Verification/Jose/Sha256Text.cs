using System.Buffers.Text;
using System.Security.Cryptography;

namespace Verifier.Jose;

/// <summary>A SHA-256 hash in base64url, as <c>ath</c> and <c>x5t#S256</c> write it: 43 characters.</summary>
internal static class Sha256Text
{
    /// <summary>Whether a text is this hash, exactly; in constant time.</summary>
    public static bool Matches(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> text)
    {
        Span<byte> expected = stackalloc byte[43];
        _ = Base64Url.EncodeToUtf8(hash, expected);
        return CryptographicOperations.FixedTimeEquals(expected, text);
    }
}
