namespace Verifier.Telemetry.Tests.Otlp;

/// <summary>A point of a metric as a collector gets it.</summary>
/// <param name="Meter">The meter's name.</param>
/// <param name="Name">The metric's name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Kind">counter, gauge, updowncounter or histogram.</param>
/// <param name="Tags">The point's attributes.</param>
/// <param name="Value">Its value; of a histogram the count.</param>
/// <param name="Sum">A histogram's sum.</param>
/// <param name="Bounds">A histogram's bounds.</param>
internal sealed record Point(string Meter, string Name, string Unit, string Kind, IReadOnlyDictionary<string, string> Tags, double Value, double Sum, IReadOnlyList<double> Bounds)
{
    public string Key => $"{Meter}/{Name}{{{string.Join(',', Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))}}}";
}

/// <summary>A span as a collector gets it.</summary>
internal sealed record Span(string Source, string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links, int Status);

/// <summary>Reads OTLP's requests: opentelemetry-proto 1.x, collector/metrics/v1 and collector/trace/v1.</summary>
internal static class Messages
{
    public static IEnumerable<Point> Points(ReadOnlyMemory<byte> request) =>
        from resource in Of(WireReader.Read(request), 1)
        from scope in Of(resource.Fields, 2)
        let meter = NameOf(scope)
        from metric in Of(scope.Fields, 2)
        from point in PointsOf(meter, metric)
        select point;

    public static IEnumerable<Span> Spans(ReadOnlyMemory<byte> request) =>
        from resource in Of(WireReader.Read(request), 1)
        from scope in Of(resource.Fields, 2)
        let source = NameOf(scope)
        from span in Of(scope.Fields, 2)
        select new Span(
            source,
            Text(span, 5),
            Hex(span, 1),
            Hex(span, 2),
            Hex(span, 4),
            Tags(span.Fields, 9),
            [.. Of(span.Fields, 13).Select(link => Hex(link, 2))],
            (int)(Of(span.Fields, 15).SelectMany(status => Of(status.Fields, 3)).FirstOrDefault()?.Value ?? 0));

    /// <summary>The attributes of whoever sent it.</summary>
    public static IReadOnlyDictionary<string, string> Resource(ReadOnlyMemory<byte> request)
        => Tags(Of(WireReader.Read(request), 1).SelectMany(resource => Of(resource.Fields, 1)).First().Fields, 1);

    private static IEnumerable<Point> PointsOf(string meter, WireField metric)
    {
        string name = Text(metric, 1);
        string unit = Text(metric, 3);
        foreach (WireField data in metric.Fields.Where(field => field.Number is 5 or 7 or 9))
        {
            bool isMonotonic = Of(data.Fields, 3).Any(field => field.Value != 0);
            string kind = data.Number switch { 5 => "gauge", 9 => "histogram", _ => isMonotonic ? "counter" : "updowncounter" };
            foreach (WireField point in Of(data.Fields, 1))
            {
                IReadOnlyList<WireField> fields = WireReader.Read(point.Bytes);
                yield return kind == "histogram"
                    ? new Point(meter, name, unit, kind, Tags(fields, 9), Of(fields, 4).Sum(field => (double)field.Value), Of(fields, 5).Sum(field => field.Double), [.. Of(fields, 7).SelectMany(field => WireReader.Doubles(field.Bytes))])
                    : new Point(meter, name, unit, kind, Tags(fields, 7), Of(fields, 4).Sum(field => field.Double) + Of(fields, 6).Sum(field => (double)(long)field.Value), 0, []);
            }
        }
    }

    private static Dictionary<string, string> Tags(IEnumerable<WireField> fields, int number)
        => Of(fields, number).ToDictionary(tag => Text(tag, 1), tag => Of(tag.Fields, 2).SelectMany(value => value.Fields).Select(Any).FirstOrDefault() ?? "");

    private static string Any(WireField value) => value.Number switch { 1 => value.Text, 4 => $"{value.Double}", _ => $"{value.Value}" };

    private static string NameOf(WireField scope) => Of(scope.Fields, 1).Select(named => Text(named, 1)).FirstOrDefault() ?? "";

    private static string Text(WireField message, int number) => Of(message.Fields, number).FirstOrDefault()?.Text ?? "";

    private static string Hex(WireField message, int number) => Convert.ToHexStringLower((Of(message.Fields, number).FirstOrDefault()?.Bytes ?? default).Span);

    private static IEnumerable<WireField> Of(IEnumerable<WireField> fields, int number) => fields.Where(field => field.Number == number);
}
