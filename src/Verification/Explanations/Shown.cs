using System.Globalization;
using System.Text;
using Verifier.Jose;

namespace Verifier.Explanations;

/// <summary>Untrusted text as an explanation may show it: in visible ASCII, so that it can't hide or steer a terminal, and of bounded length.</summary>
internal static class Shown
{
    public const string None = "(none)";

    private const int MaxLength = 256;
    private const int MaxMembers = 16;

    public static string Text(string? text)
    {
        if (text is null or "")
        {
            return text is null ? None : "(empty)";
        }

        StringBuilder shown = new();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            _ = c is >= ' ' and <= '~' ? shown.Append(c) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return text.Length > MaxLength ? string.Create(CultureInfo.InvariantCulture, $"{shown}… ({text.Length} characters)") : shown.ToString();
    }

    /// <summary>A string's meaning, any other value as it stands.</summary>
    public static string Text(JsonValue value)
        => !value.Exists ? None : value.TryGetString(out string? text) ? Text(text) : Text(Encoding.UTF8.GetString(value.Raw));

    public static string List(IEnumerable<string?> members)
    {
        string?[] first = [.. members.Take(MaxMembers + 1)];
        return first.Length == 0 ? None : string.Join(", ", first.Take(MaxMembers).Select(Text)) + (first.Length > MaxMembers ? ", …" : "");
    }

    /// <summary>A time, and how far it is from the time judged at.</summary>
    public static string Time(JsonValue value, long at)
        => NumericDate.TryRead(value, out double? time) && time is { } seconds ? Time(seconds, at) : Text(value);

    public static string Time(double seconds, long at)
        => seconds > at ? Of($"{seconds} (in {seconds - at} s)") : Of($"{seconds} ({at - seconds} s ago)");

    public static string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
