using System.Text.RegularExpressions;

namespace Verifier.House.Tests;

public sealed partial class SourceTests
{
    private const int MostLines = 300;

    private static IEnumerable<string> Sources => Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    [Fact]
    public void No_source_is_compiled_conditionally()
    {
        Assert.DoesNotContain(Sources, file => Repository.ReadLines(file).Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_source_is_too_long_to_be_one_idea()
    {
        Assert.DoesNotContain(Sources, file => Repository.ReadLines(file).Length > MostLines);
    }

    [Fact]
    public void No_event_id_is_used_twice()
    {
        string[] ids = [.. Sources.SelectMany(Repository.ReadLines).Select(line => EventId().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void No_folder_is_named_for_what_is_left_over()
    {
        string[] leftovers = ["Common", "Helpers", "Managers", "Misc", "Models", "Utilities", "Utils"];

        Assert.DoesNotContain(Sources, file => file.Split('/').Intersect(leftovers).Any());
    }

    [GeneratedRegex(@"\[LoggerMessage\((\d+),")]
    private static partial Regex EventId();
}
