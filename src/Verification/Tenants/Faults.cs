using System.Globalization;
using System.Text.Encodings.Web;

namespace Verifier.Tenants;

/// <summary>Collects what is wrong with something people wrote, each in one sentence: where, what was found, what is allowed. Shows input shortened and without control characters.</summary>
/// <param name="subject">Whose it is: opens every sentence. Null: nobody's.</param>
internal sealed class Faults(string? subject)
{
    private const int Limit = 100;
    private const int ShownLength = 64;
    private readonly HashSet<string> _places = new(StringComparer.Ordinal);
    private readonly List<string> _sentences = [];
    private int _more;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _sentences.Count == 0;

    /// <summary>Notes a fault: <paramref name="what"/> follows the place and ends with a full stop. The first fault of a place is told; what follows from it is not.</summary>
    public void Add(string place, string what)
    {
        if (!_places.Add(place))
        {
            return;
        }

        if (_sentences.Count == Limit)
        {
            _more++;
            return;
        }

        _sentences.Add(subject is null ? $"{place} {what}" : $"{subject}: {place} {what}");
    }

    /// <summary>Whether a place has a fault already.</summary>
    public bool Has(string place) => _places.Contains(place);

    /// <summary>What was noted, in order; past a hundred only how many more.</summary>
    public IReadOnlyList<string> ToList() => _more == 0 ? [.. _sentences] : [.. _sentences, string.Create(CultureInfo.InvariantCulture, $"{subject ?? "There"}: {_more} more.")];

    /// <summary>A text as it may stand in a sentence: in quotes, shortened, as JSON in plain ASCII: a letter that only looks like another shows itself.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= ShownLength ? text : text[..ShownLength];
        return $"\"{JavaScriptEncoder.Default.Encode(shown)}\"{(shown.Length < text.Length ? "…" : "")}";
    }

    /// <summary>A name as it may stand in a place: as it is where it is short and plain, else quoted.</summary>
    public static string Name(string name)
        => name.Length is > 0 and <= ShownLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name : Quote(name);

    /// <summary>Choices: <c>a</c>, <c>a or b</c>, <c>a, b or c</c>.</summary>
    public static string Or(params ReadOnlySpan<string> choices)
        => choices.Length < 2 ? string.Concat(choices) : $"{string.Join(", ", choices[..^1])} or {choices[^1]}";
}
