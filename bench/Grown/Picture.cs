using System.Globalization;
using System.Text;

namespace Verifier.Bench.Grown;

/// <summary>The points as a picture: a row for each thing that grows, time on the left and memory on the right, all axes logarithmic.</summary>
internal static class Picture
{
    private const int Width = 330;
    private const int Height = 110;
    private const int Margin = 60;

    public static string Of(IReadOnlyList<Point> points)
    {
        IGrouping<string, Point>[] rows = [.. points.GroupBy(point => point.Against)];
        StringBuilder svg = new();
        Add(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{2 * (Width + Margin) + Margin}" height="{rows.Length * (Height + Margin) + Margin}" font-family="sans-serif" font-size="11">""");
        svg.AppendLine("""<rect width="100%" height="100%" fill="white"/>""");
        for (int i = 0; i < rows.Length; i++)
        {
            int top = Margin + (i * (Height + Margin));
            Draw(svg, Margin, top, $"time (us) against {rows[i].Key}", [.. rows[i].Select(point => (point.Count, point.Nanoseconds / 1000))]);
            (int, double)[] memory = [.. rows[i].Where(point => point.Bytes > 0).Select(point => (point.Count, point.Bytes / 1024))];
            if (memory.Length > 0)
            {
                Draw(svg, (2 * Margin) + Width, top, $"memory (KiB) against {rows[i].Key}", memory);
            }
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Draw(StringBuilder svg, int left, int top, string title, (int Count, double Value)[] points)
    {
        double most = Math.Max(1, Math.Log10(points.Max(point => point.Count)));
        double low = Math.Floor(Math.Log10(points.Min(point => point.Value)));
        double high = Math.Max(low + 1, Math.Ceiling(Math.Log10(points.Max(point => point.Value))));
        double X(int count) => left + (Math.Log10(count) / most * Width);
        double Y(double value) => top + Height - ((Math.Log10(value) - low) / (high - low) * Height);
        Add(svg, $"""<text x="{left}" y="{top - 8}" font-weight="bold">{title}</text><rect x="{left}" y="{top}" width="{Width}" height="{Height}" fill="none" stroke="#999"/>""");
        for (double power = low; power <= high; power++)
        {
            double value = Math.Pow(10, power);
            Add(svg, $"""<text x="{left - 4}" y="{Y(value) + 4:0.#}" text-anchor="end" fill="#555">{value:0.###}</text><line x1="{left}" x2="{left + Width}" y1="{Y(value):0.#}" y2="{Y(value):0.#}" stroke="#ddd"/>""");
        }

        Add(svg, $"""<polyline fill="none" stroke="#1f6feb" stroke-width="2" points="{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Count):0.#},{Y(point.Value):0.#}")))}"/>""");
        foreach ((int count, double value) in points)
        {
            Add(svg, $"""<circle cx="{X(count):0.#}" cy="{Y(value):0.#}" r="3" fill="#1f6feb"/><text x="{X(count):0.#}" y="{Y(value) - 7:0.#}" text-anchor="middle">{value:0.##}</text><text x="{X(count):0.#}" y="{top + Height + 14}" text-anchor="middle" fill="#555">{count}</text>""");
        }
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
