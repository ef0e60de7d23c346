using System.Buffers;
using System.Text;

namespace Verifier.DPoP;

/// <summary>
/// Writes the normal form of an http or https URL (RFC 3986 sections 6.2.2 and 6.2.3) without query and fragment, and refuses what the grammar of section 3 does not have. Never <see cref="Uri"/>: it decodes and repairs
/// what it is given, and its comparisons ignore the path's case.
/// </summary>
/// <remarks>
/// Kept apart although some would call them the same: <c>%2F</c> and <c>/</c> (section 2.2), <c>%00</c> and every other escape of an octet that is not unreserved (kept as an escape: it compares equal only to itself), <c>//</c> and
/// <c>/</c>, a host with and without its trailing dot (a resolver may find two hosts), <c>127.1</c> and <c>127.0.0.1</c> (section 3.2.2 knows only four decimal octets), a name and its punycode (an IRI is not a URI).
/// </remarks>
internal ref partial struct UrlNormalization
{
    /// <summary>The longest URL taken, and the longest normal form.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>How much longer than the URL its normal form can be: an IPv6 address may be written out, and an empty path becomes <c>/</c>.</summary>
    public const int Headroom = 64;

    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?#");
    private static readonly SearchValues<char> PathEnd = SearchValues.Create("?#");
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    private static readonly SearchValues<char> SubDelimiters = SearchValues.Create("!$&'()*+,;=");

    private readonly Span<char> _destination;

    private UrlNormalization(Span<char> destination) => _destination = destination;

    /// <summary>The length of the normal form.</summary>
    public int Length { get; private set; }

    /// <summary>The length of its origin: <c>scheme://host[:port]</c>.</summary>
    public int OriginLength { get; private set; }

    /// <summary>Normalizes a URL into <paramref name="destination"/>, which has <see cref="Headroom"/> more than the URL's length.</summary>
    public static bool TryRun(ReadOnlySpan<char> url, Span<char> destination, out UrlNormalization result)
    {
        result = new UrlNormalization(destination);
        return url.Length <= MaxLength && result.TryWrite(url) && result.Length <= MaxLength;
    }

    private bool TryWrite(ReadOnlySpan<char> url)
    {
        int colon = url.IndexOf("://");
        if (colon < 0)
        {
            return false;
        }

        // ASCII only: with OrdinalIgnoreCase some other letters fold to ASCII ones.
        bool secure = Ascii.EqualsIgnoreCase(url[..colon], "https");
        if (!secure && !Ascii.EqualsIgnoreCase(url[..colon], "http"))
        {
            return false;
        }

        Write(secure ? "https://" : "http://");
        ReadOnlySpan<char> rest = url[(colon + 3)..];
        int end = rest.IndexOfAny(AuthorityEnd);
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        ReadOnlySpan<char> path = end < 0 ? [] : rest[end..];
        end = path.IndexOfAny(PathEnd);
        if (!TryWriteAuthority(authority, secure ? 443 : 80))
        {
            return false;
        }

        OriginLength = Length;
        return TryWritePath(end < 0 ? path : path[..end]);
    }

    /// <summary>Takes one character or one escape; an escape of an unreserved octet is that character (section 2.3).</summary>
    private static bool TryTake(ref ReadOnlySpan<char> text, out char character, out bool escaped)
    {
        character = text[0];
        escaped = character == '%';
        if (!escaped)
        {
            text = text[1..];
            return true;
        }

        if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            return false;
        }

        character = (char)((HexValue(text[1]) << 4) | HexValue(text[2]));
        text = text[3..];
        escaped = !Unreserved.Contains(character);
        return true;
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void WriteEscape(char octet)
    {
        const string Digits = "0123456789ABCDEF";
        Write('%');
        Write(Digits[octet >> 4]);
        Write(Digits[octet & 0xF]);
    }

    private void Write(ReadOnlySpan<char> text)
    {
        text.CopyTo(_destination[Length..]);
        Length += text.Length;
    }

    private void Write(char character) => _destination[Length++] = character;
}
