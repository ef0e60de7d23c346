using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Verifier.Interop.Tests.Faults;

/// <summary>What happened in a fault run: the figures, and whatever must not happen.</summary>
internal sealed class FaultReport
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _violations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TimeSpan> _longest = new(StringComparer.Ordinal);

    /// <summary>What must not happen and did, each once, with how often.</summary>
    public IEnumerable<string> Violations => _violations.Select(violation => $"{violation.Value} x {violation.Key}").Order(StringComparer.Ordinal);

    public void Violated(string what) => Add(_violations, what);

    public void Count(string what) => Add(_counts, what);

    public int Counted(string what) => _counts.GetValueOrDefault(what);

    /// <summary>Keeps the longest time that something took.</summary>
    public void Took(string what, TimeSpan time) => _ = _longest.AddOrUpdate(what, time, (_, longest) => time > longest ? time : longest);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (what, count) in _counts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"{count,8}  {what}");
        }

        foreach (var (what, time) in _longest.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"{time.TotalSeconds,8:0.00}  s at most: {what}");
        }

        return text.AppendJoin('\n', Violations).ToString();
    }

    private static void Add(ConcurrentDictionary<string, int> counts, string what) => _ = counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
