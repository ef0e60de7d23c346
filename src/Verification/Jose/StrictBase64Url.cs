using System.Buffers;
using System.Buffers.Text;

namespace Verifier.Jose;

/// <summary>
/// Base64url as RFC 7515 section 2 defines it and nothing more: no padding, no white space, no stray bits, so that every value has one spelling.
/// </summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    // The characters whose last four, or two, bits are zero: the only ones that may end a value of 3k+1, or 3k+2, octets (RFC 4648 section 3.5).
    private static ReadOnlySpan<byte> LastOfTwo => "AQgw"u8;

    private static ReadOnlySpan<byte> LastOfThree => "AEIMQUYcgkosw048"u8;

    /// <summary>How many octets a text of this many characters decodes to.</summary>
    public static int DecodedLength(int textLength) => (int)((long)textLength * 3 / 4);

    /// <summary>Decodes <paramref name="text"/>; false when it is not strict or <paramref name="destination"/> is too short. No text is no octets.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;

        // System.Buffers.Text.Base64Url skips white space and takes padding, so what it is given is checked first.
        return IsStrict(text)
            && destination.Length >= DecodedLength(text.Length)
            && Base64Url.TryDecodeFromUtf8(text, destination, out written);
    }

    /// <summary>Decodes <paramref name="text"/> into an array of its own; false when it is not strict.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = new byte[DecodedLength(text.Length)];
        return TryDecode(text, octets, out int written) && written == octets.Length;
    }

    /// <summary>The one spelling of these octets.</summary>
    public static string Encode(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);

    private static bool IsStrict(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        return (text.Length % 4) switch
        {
            0 => true,
            2 => LastOfTwo.Contains(text[^1]),
            3 => LastOfThree.Contains(text[^1]),
            _ => false,
        };
    }
}
