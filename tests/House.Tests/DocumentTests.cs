using System.Text.RegularExpressions;

namespace Verifier.House.Tests;

public sealed partial class DocumentTests
{
    private const string Decisions = "docs/decisions/";

    private static IReadOnlyList<string> DecisionFiles =>
        [.. Repository.Files.Where(file => file.StartsWith(Decisions, StringComparison.Ordinal) && file != $"{Decisions}README.md")];

    [Fact]
    public void Every_decision_has_a_number_of_its_own()
    {
        Assert.NotEmpty(DecisionFiles);
        Assert.All(DecisionFiles, file => Assert.Matches("^docs/decisions/[0-9]{4}-[a-z0-9-]+[.]md$", file));
        Assert.Distinct(DecisionFiles.Select(NumberOf));
        Assert.All(DecisionFiles, file => Assert.StartsWith($"# {NumberOf(file)}. ", Repository.Read(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_decision_is_listed_with_its_title()
    {
        string list = Repository.Read($"{Decisions}README.md");

        Assert.All(DecisionFiles, file =>
        {
            string title = Repository.ReadLines(file)[0][$"# {NumberOf(file)}. ".Length..];
            Assert.Contains($"| [{NumberOf(file)}]({Path.GetFileName(file)}) | {title} |", list, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var dead = Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)).SelectMany(file =>
            Links().Matches(Fences().Replace(Repository.Read(file), ""))
                .Select(match => match.Groups[1].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
                .Where(target => !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target)))
                .Select(target => $"{file}: {target}"));

        Assert.Empty(dead);
    }

    [Fact]
    public void Every_test_that_the_threat_model_names_is_there()
    {
        string tests = string.Concat(Repository.Files.Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)).Select(Repository.Read));
        string[] named = [.. TestNames().Matches(Repository.Read("docs/guides/threat-model.md")).Select(match => match.Groups[1].Value)];

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, name => !tests.Contains($" {name}(", StringComparison.Ordinal));
    }

    private static int NumberOf(string decision) => int.Parse(Path.GetFileName(decision)[..4], System.Globalization.CultureInfo.InvariantCulture);

    // Inline links and images; a mere anchor is not checked.
    [GeneratedRegex(@"\]\(<?([^)#>\s]+)[^)]*\)")]
    private static partial Regex Links();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestNames();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
