using System.Text.Unicode;

namespace Verifier.Jose;

/// <summary>
/// Walks once over the members of a JSON object and finds out at the same time whether the whole text is strict. What it yields is to be trusted only when
/// <see cref="IsValid"/> holds after <see cref="MoveNext"/> has answered false.
/// </summary>
internal ref struct JsonMembers
{
    private JsonScanner _scanner;
    private int _self;
    private bool _ended;

    /// <summary>A walk over this text, an object at most <paramref name="maxDepth"/> deep.</summary>
    public JsonMembers(ReadOnlySpan<byte> utf8, int maxDepth = StrictJson.MaxDepth)
        : this(utf8, maxDepth, maxDepth)
    {
    }

    private JsonMembers(ReadOnlySpan<byte> utf8, int maxDepth, int strictDepth)
    {
        _scanner = new JsonScanner(utf8, maxDepth, strictDepth);
        _ended = maxDepth < 1 || (strictDepth > 0 && !Utf8.IsValid(utf8));
    }

    /// <summary>Whether the text was a strict object; known at the end.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The present member's name.</summary>
    public JsonName Name { get; private set; }

    /// <summary>The present member's value.</summary>
    public JsonValue Value { get; private set; }

    /// <summary>A walk that is strict on this object alone; the values inside it need only be JSON, for a reader that judges each by itself.</summary>
    public static JsonMembers OfOutermost(ReadOnlySpan<byte> utf8, int maxDepth) => new(utf8, maxDepth, 1);

    /// <summary>Another walk over a text that one has found strict already; this one judges nothing.</summary>
    public static JsonMembers OfStrict(ReadOnlySpan<byte> utf8) => new(utf8, int.MaxValue, 0);

    /// <summary>Whether the present member has this name.</summary>
    public readonly bool NameEquals(ReadOnlySpan<byte> name) => Name.Means(name);

    /// <summary>Goes on to the next member; false at the end of the text or at its first fault.</summary>
    public bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        // The object begins, or a comma follows the last member.
        if (_self == 0)
        {
            _scanner.SkipSpace();
            _self = _scanner.Open();
            if (!_scanner.Take((byte)'{'))
            {
                return End(false);
            }

            _scanner.SkipSpace();
            if (_scanner.Take((byte)'}'))
            {
                return EndOfText();
            }
        }
        else if (!_scanner.Take((byte)','))
        {
            return _scanner.Take((byte)'}') ? EndOfText() : End(false);
        }

        if (!_scanner.TryReadMember(_self, 1, out JsonName name, out JsonValue value))
        {
            return End(false);
        }

        Name = name;
        Value = value;
        return true;
    }

    /// <summary>Walks over what is left and answers whether all was strict.</summary>
    public bool ReadToEnd()
    {
        while (MoveNext())
        {
        }

        return IsValid;
    }

    private bool EndOfText()
    {
        _scanner.SkipSpace();
        return End(_scanner.AtEnd);
    }

    private bool End(bool valid)
    {
        IsValid = valid;
        _ended = true;
        _scanner.Release();
        Name = default;
        Value = default;
        return false;
    }
}
