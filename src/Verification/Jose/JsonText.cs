using System.Buffers;
using System.Text;

namespace Verifier.Jose;

/// <summary>The inside of JSON strings that <see cref="JsonScanner"/> has accepted: every escape is complete and every surrogate paired.</summary>
internal static class JsonText
{
    private const byte Backslash = (byte)'\\';

    /// <summary>Whether two raw strings mean the same text.</summary>
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (!right.Contains(Backslash))
        {
            return Means(left, right);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(right.Length);
        bool same = Means(left, rented.AsSpan(0, Unescape(right, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return same;
    }

    /// <summary>Whether the raw string means this plain text.</summary>
    public static bool Means(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> text)
    {
        // Escapes only ever make a string longer.
        if (raw.Length < text.Length)
        {
            return false;
        }

        if (!raw.Contains(Backslash))
        {
            return raw.SequenceEqual(text);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        bool same = rented.AsSpan(0, Unescape(raw, rented)).SequenceEqual(text);
        ArrayPool<byte>.Shared.Return(rented);
        return same;
    }

    /// <summary>The raw string as a string.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains(Backslash))
        {
            return Encoding.UTF8.GetString(raw);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        string text = Encoding.UTF8.GetString(rented.AsSpan(0, Unescape(raw, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return text;
    }

    /// <summary>Writes what the raw string means, in UTF-8, and answers how much; never longer than the raw string.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int written = 0;
        while (raw.IndexOf(Backslash) is int plain and >= 0)
        {
            raw[..plain].CopyTo(destination[written..]);
            written += plain;
            raw = raw[plain..];
            if (raw[1] == 'u')
            {
                int unit = HexUnit(raw[2..]);
                raw = raw[6..];
                if (char.IsHighSurrogate((char)unit))
                {
                    unit = char.ConvertToUtf32((char)unit, (char)HexUnit(raw[2..]));
                    raw = raw[6..];
                }

                written += new Rune(unit).EncodeToUtf8(destination[written..]);
            }
            else
            {
                destination[written++] = Short(raw[1]);
                raw = raw[2..];
            }
        }

        raw.CopyTo(destination[written..]);
        return written + raw.Length;
    }

    /// <summary>The UTF-16 unit that four hexadecimal digits name, or -1.</summary>
    public static int HexUnit(ReadOnlySpan<byte> digits)
    {
        int unit = 0;
        for (int i = 0; i < 4; i++)
        {
            if (i >= digits.Length || !char.IsAsciiHexDigit((char)digits[i]))
            {
                return -1;
            }

            int digit = digits[i];
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return unit;
    }

    private static byte Short(byte letter) => letter switch
    {
        (byte)'b' => 0x08,
        (byte)'f' => 0x0C,
        (byte)'n' => 0x0A,
        (byte)'r' => 0x0D,
        (byte)'t' => 0x09,
        _ => letter,
    };
}
