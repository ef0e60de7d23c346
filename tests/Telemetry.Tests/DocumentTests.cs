using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Verifier.Telemetry.Tests.Otlp;

namespace Verifier.Telemetry.Tests;

/// <summary>What docs/telemetry.md and samples/observability say, against what there is.</summary>
[Collection(ObservedRunCollection.Name)]
public sealed partial class DocumentTests(ObservedRun run)
{
    private static readonly Type[] Meters = [typeof(DecisionMeter), typeof(TokenCacheMeter), typeof(KeyFetchMeter), typeof(OwnerMeter)];

    [Fact]
    public void The_table_of_instruments_has_each_with_its_kind_unit_and_tags()
    {
        var listed = Rows().Matches(Read("docs/telemetry.md")).Select(row => $"{row.Groups[1].Value} | {row.Groups[2].Value} | {row.Groups[3].Value} | {row.Groups[4].Value.Replace("`", "", StringComparison.Ordinal)}".TrimEnd()).Order().ToList();
        foreach (Type type in Meters)
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        using Listening meter = new();
        Assert.Equal(meter.Instruments.Keys.Order(), run.Own.Select(point => point.Name).Distinct().Order());
        Assert.Equal(
            listed,
            run.Own.GroupBy(point => point.Name).Select(points => $"{points.Key} | {points.First().Kind} | {points.First().Unit} | {string.Join(", ", points.First().Tags.Keys.Order())}".TrimEnd()).Order());
    }

    [Theory]
    [InlineData("samples/observability/verifier-dashboard.json")]
    [InlineData("samples/observability/verifier-alerts.yaml")]
    public void Every_metric_and_label_of_a_sample_is_one_that_a_run_has_sent(string sample)
    {
        string text = Read(sample);
        List<string> expressions = [.. sample.EndsWith(".json", StringComparison.Ordinal) ? Expressions(JsonNode.Parse(text)!) : Alerts().Matches(text).Select(alert => alert.Groups[1].Value)];
        Dictionary<string, HashSet<string>> labels = run.Points
            .SelectMany(point => Prometheus(point).Select(name => (name, point.Tags.Keys)))
            .GroupBy(named => named.name)
            .ToDictionary(same => same.Key, same => same.SelectMany(named => named.Keys).Select(Label).Concat(["job", "instance", "le"]).ToHashSet());

        Assert.NotEmpty(expressions);
        Assert.All(expressions, expression =>
        {
            string[] metrics = [.. MetricNames().Matches(expression).Select(metric => metric.Value).Distinct()];
            Assert.NotEmpty(metrics);
            Assert.All(metrics, metric => Assert.True(labels.ContainsKey(metric), $"{metric} in {expression}"));
            HashSet<string> known = [.. metrics.SelectMany(metric => labels[metric])];
            Assert.All(UsedLabels(expression), label => Assert.True(known.Contains(label), $"{label} in {expression}"));
        });
    }

    [Fact]
    public void Every_alert_says_what_to_do()
    {
        string text = Read("samples/observability/verifier-alerts.yaml");

        int alerts = Regex.Count(text, "- alert: ");
        Assert.True(alerts >= 6);
        Assert.Equal(alerts, Regex.Count(text, "        summary: "));
        Assert.Equal(alerts, Regex.Count(text, "        description: "));
        Assert.Equal(alerts, Regex.Count(text, "      severity: |        severity: "));
    }

    // OpenTelemetry's rules of "Prometheus and OpenMetrics Compatibility": dots to underscores, the unit's name, _total for what only grows; a unit in braces is left out.
    private static IEnumerable<string> Prometheus(Point point)
    {
        string unit = point.Unit switch { "s" => "_seconds", "By" => "_bytes", "1" when point.Kind == "gauge" => "_ratio", _ => "" };
        string name = Label(point.Name);
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return point.Kind switch { "counter" => [$"{name}_total"], "histogram" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"], _ => [name] };
    }

    private static string Label(string name) => name.Replace('.', '_');

    private static IEnumerable<string> UsedLabels(string expression)
        => Grouping().Matches(expression).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Concat(Selectors().Matches(expression).SelectMany(match => Selected().Matches(match.Groups[1].Value).Select(label => label.Groups[1].Value)));

    private static IEnumerable<string> Expressions(JsonNode node) => node switch
    {
        JsonObject branch => branch.SelectMany(member => member is { Key: "expr", Value: JsonValue expression } ? [expression.GetValue<string>()] : member.Value is null ? [] : Expressions(member.Value)),
        JsonArray items => items.SelectMany(item => item is null ? [] : Expressions(item)),
        _ => [],
    };

    private static string Read(string file)
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Verifier.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return File.ReadAllText(Path.Combine(directory, file));
    }

    // | `verifier.decisions` | counter | `{decision}` | `outcome`, `reason` | meaning |
    [GeneratedRegex(@"^\| `(verifier\.[a-z_.]+)` \| ([a-z]+) \| `([^`]+)` \| ([^|]*?) ?\|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^        expr: >-\n((?:          .*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Alerts();

    [GeneratedRegex(@"\b(verifier|http_server|dotnet)_[a-z_]+\b(?!\s*=)")]
    private static partial Regex MetricNames();

    [GeneratedRegex(@"\b(?:by|on|without)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"([a-z_]+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Selected();
}
