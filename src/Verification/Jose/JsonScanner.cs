using System.Buffers;
using System.Text.Json;

namespace Verifier.Jose;

/// <summary>
/// Walks over JSON text (RFC 8259) and says whether it is strict; System.Text.Json's reader would need exceptions to say no, takes lone surrogates and
/// does not look for duplicate names. That the text is valid UTF-8 is the caller's to know.
/// </summary>
/// <param name="utf8">The text.</param>
/// <param name="maxDepth">How deep it may be nested.</param>
/// <param name="strictDepth">Down to which depth names must differ and surrogates be paired; below, grammar alone counts.</param>
internal ref struct JsonScanner(ReadOnlySpan<byte> utf8, int maxDepth, int strictDepth)
{
    private static readonly SearchValues<byte> EndsRun = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private MemberNames _names;

    /// <summary>Where the next byte is read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether all is read.</summary>
    public readonly bool AtEnd => Position >= _utf8.Length;

    /// <summary>Opens an object or array whose members the caller walks over; answers its number.</summary>
    public int Open() => _names.Open();

    /// <summary>Gives back what was pooled.</summary>
    public void Release() => _names.Release();

    /// <summary>Skips the white space of RFC 8259 section 2.</summary>
    public void SkipSpace()
    {
        while (!AtEnd && _utf8[Position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            Position++;
        }
    }

    /// <summary>Takes one byte if it is the next.</summary>
    public bool Take(byte expected)
    {
        if (AtEnd || _utf8[Position] != expected)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Reads a member of object <paramref name="owner"/> at <paramref name="depth"/>, with the white space around it.</summary>
    public bool TryReadMember(int owner, int depth, out JsonName name, out JsonValue value)
    {
        name = default;
        value = default;
        SkipSpace();
        int start = Position + 1;
        if (AtEnd || _utf8[Position] != '"' || !TrySkipString(depth, out bool isEscaped))
        {
            return false;
        }

        name = new JsonName(_utf8[start..(Position - 1)], isEscaped);
        if (depth <= strictDepth && !_names.TryAdd(_utf8, owner, start, name.Raw.Length, isEscaped))
        {
            return false;
        }

        SkipSpace();
        return Take((byte)':') && TryReadValue(depth, out value);
    }

    /// <summary>Reads a value held by an object or array at <paramref name="depth"/>, with the white space around it.</summary>
    public bool TryReadValue(int depth, out JsonValue value)
    {
        value = default;
        SkipSpace();
        if (AtEnd)
        {
            return false;
        }

        int start = Position;
        JsonValueKind kind = KindOf(_utf8[start]);
        bool good = kind switch
        {
            JsonValueKind.String => TrySkipString(depth, out _),
            JsonValueKind.Object => TrySkipObject(depth + 1),
            JsonValueKind.Array => TrySkipArray(depth + 1),
            JsonValueKind.True => TrySkipWord("true"u8),
            JsonValueKind.False => TrySkipWord("false"u8),
            JsonValueKind.Null => TrySkipWord("null"u8),
            _ => TrySkipNumber(),
        };
        if (!good)
        {
            return false;
        }

        value = new JsonValue(kind, _utf8[start..Position]);
        SkipSpace();
        return true;
    }

    private static JsonValueKind KindOf(byte first) => first switch
    {
        (byte)'"' => JsonValueKind.String,
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    private bool TrySkipObject(int depth)
    {
        if (depth > maxDepth)
        {
            return false;
        }

        Position++;
        SkipSpace();
        if (Take((byte)'}'))
        {
            return true;
        }

        int owner = Open();
        do
        {
            if (!TryReadMember(owner, depth, out _, out _))
            {
                return false;
            }
        }
        while (Take((byte)','));
        return Take((byte)'}');
    }

    private bool TrySkipArray(int depth)
    {
        if (depth > maxDepth)
        {
            return false;
        }

        Position++;
        SkipSpace();
        if (Take((byte)']'))
        {
            return true;
        }

        do
        {
            if (!TryReadValue(depth, out _))
            {
                return false;
            }
        }
        while (Take((byte)','));
        return Take((byte)']');
    }

    private bool TrySkipString(int depth, out bool isEscaped)
    {
        isEscaped = false;
        int at = Position + 1;
        while (true)
        {
            int run = _utf8[at..].IndexOfAny(EndsRun);
            if (run < 0)
            {
                return false;
            }

            at += run;
            if (_utf8[at] == '"')
            {
                Position = at + 1;
                return true;
            }

            // A control character has no escape; what is none has no length.
            int escape = _utf8[at] == '\\' ? EscapeLength(_utf8[at..], depth <= strictDepth) : 0;
            if (escape == 0)
            {
                return false;
            }

            isEscaped = true;
            at += escape;
        }
    }

    private static int EscapeLength(ReadOnlySpan<byte> escape, bool strict)
    {
        if (escape.Length < 2)
        {
            return 0;
        }

        if (escape[1] != 'u')
        {
            return "\"\\/bfnrt"u8.Contains(escape[1]) ? 2 : 0;
        }

        int unit = JsonText.HexUnit(escape[2..]);
        if (unit < 0)
        {
            return 0;
        }

        if (!strict || !char.IsSurrogate((char)unit))
        {
            return 6;
        }

        bool paired = char.IsHighSurrogate((char)unit)
            && escape[6..].StartsWith("\\u"u8)
            && JsonText.HexUnit(escape[8..]) is >= 0xDC00 and <= 0xDFFF;
        return paired ? 12 : 0;
    }

    private bool TrySkipWord(ReadOnlySpan<byte> word)
    {
        if (!_utf8[Position..].StartsWith(word))
        {
            return false;
        }

        Position += word.Length;
        return true;
    }

    private bool TrySkipNumber()
    {
        _ = Take((byte)'-');
        if (!Take((byte)'0') && !TrySkipDigits())
        {
            return false;
        }

        if (Take((byte)'.') && !TrySkipDigits())
        {
            return false;
        }

        if (Take((byte)'e') || Take((byte)'E'))
        {
            _ = Take((byte)'+') || Take((byte)'-');
            return TrySkipDigits();
        }

        return true;
    }

    private bool TrySkipDigits()
    {
        int start = Position;
        while (!AtEnd && char.IsAsciiDigit((char)_utf8[Position]))
        {
            Position++;
        }

        return Position > start;
    }
}
