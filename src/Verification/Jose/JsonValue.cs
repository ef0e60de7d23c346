using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Verifier.Jose;

/// <summary>
/// One value in a JSON text, still in place; the default is a value that is not there. To be trusted once the walk that yielded it ended valid.
/// </summary>
internal readonly ref struct JsonValue(JsonValueKind kind, ReadOnlySpan<byte> raw)
{
    // A double holds every whole number of so many digits.
    private const int ExactDigits = 15;

    /// <summary>Its type; <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonValueKind Kind { get; } = kind;

    /// <summary>Its text as it stands, a string with its quotes.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether there is a value at all.</summary>
    public bool Exists => Kind != JsonValueKind.Undefined;

    /// <summary>Whether it is a string.</summary>
    public bool IsString => Kind == JsonValueKind.String;

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => Kind == JsonValueKind.Object;

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Kind == JsonValueKind.Array;

    /// <summary>The inside of a string, escapes and all.</summary>
    public ReadOnlySpan<byte> RawText => Raw[1..^1];

    /// <summary>The string, or false when it is none.</summary>
    public bool TryGetString([NotNullWhen(true)] out string? text)
    {
        text = IsString ? JsonText.Decode(RawText) : null;
        return text is not null;
    }

    /// <summary>Whether it is a string that means this text.</summary>
    public bool StringEquals(ReadOnlySpan<byte> text) => IsString && JsonText.Means(RawText, text);

    /// <summary>Copies a string's meaning in UTF-8; false when it is none or does not fit.</summary>
    public bool TryCopyString(Span<byte> destination, out int written)
    {
        written = 0;
        if (!IsString)
        {
            return false;
        }

        ReadOnlySpan<byte> text = RawText;
        if (!text.Contains((byte)'\\'))
        {
            written = text.Length;
            return text.TryCopyTo(destination);
        }

        // Unescaping never makes it longer, so a destination that holds the raw text holds its meaning.
        if (destination.Length < text.Length)
        {
            return false;
        }

        written = JsonText.Unescape(text, destination);
        return true;
    }

    /// <summary>The number; false when it is none, or none that a double can hold (1e999).</summary>
    public bool TryGetNumber(out double number)
    {
        number = 0;
        if (Kind == JsonValueKind.Number && Raw.Length <= ExactDigits && Utf8Parser.TryParse(Raw, out long whole, out int read) && read == Raw.Length)
        {
            // Nearly every date: a double holds it exactly, and it is read ten times as fast.
            number = whole;
            return true;
        }

        return Kind == JsonValueKind.Number
            && double.TryParse(Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>The values of an array; none when it is no array.</summary>
    public JsonElements GetElements() => new(IsArray ? Raw : default);

    /// <summary>The members of an object; a walk that is not valid when it is none.</summary>
    public JsonMembers GetMembers() => new(IsObject ? Raw : default);
}
