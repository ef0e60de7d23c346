using System.Text;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>What Envoy asks, as Envoy writes it: headers of one name joined by a comma, unless <c>encode_raw_headers</c> is true.</summary>
internal sealed record CheckCall
{
    public string Method { get; init; } = "GET";

    public string Scheme { get; init; } = "https";

    public string Host { get; init; } = "api.test";

    public string Path { get; init; } = "/orders?page=2";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public bool IsRaw { get; init; }

    public IReadOnlyList<(string Name, string Value)> Context { get; init; } = [];

    public string? Certificate { get; init; }

    public CheckCall With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public CheckCall For(params (string Name, string Value)[] context) => this with { Context = context };

    public byte[] ToMessage() => Wire.Bytes(1, Attributes());

    /// <summary>The attributes of the request, in the order of their numbers as Envoy writes them.</summary>
    public byte[] Attributes() =>
    [
        .. Wire.Bytes(1, Wire.Bytes(1, Wire.Bytes(1, Wire.Text(2, "203.0.113.9"))), Certificate is null ? [] : Wire.Text(5, Certificate)),
        .. Wire.Bytes(2, Wire.Text(4, "orders")),
        .. Wire.Bytes(4, Wire.Bytes(1, Wire.Number(1, 1_700_000_000)), Wire.Bytes(2, Http())),
        .. Context.SelectMany(one => Wire.Entry(10, one.Name, one.Value)),
        .. Wire.Bytes(11),
    ];

    public byte[] Http() =>
    [
        .. Wire.Text(1, "12345"),
        .. Wire.Text(2, Method),
        .. IsRaw ? [] : JoinedHeaders(),
        .. Wire.Text(4, Path),
        .. Wire.Text(5, Host),
        .. Wire.Text(6, Scheme),
        .. Wire.Number(9, ulong.MaxValue),
        .. Wire.Text(10, "HTTP/2"),
        .. IsRaw ? Wire.Bytes(13, [.. Headers.Select(header => Wire.Bytes(1, Wire.Text(1, header.Name), Wire.Bytes(3, Encoding.UTF8.GetBytes(header.Value))))]) : [],
    ];

    private IEnumerable<byte> JoinedHeaders()
        => Headers.Prepend((":authority", Host)).GroupBy(header => header.Item1).SelectMany(lines => Wire.Entry(3, lines.Key, string.Join(',', lines.Select(line => line.Item2))));
}
