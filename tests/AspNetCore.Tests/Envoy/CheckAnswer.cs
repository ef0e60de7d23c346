using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>What Envoy reads in an answer, and does with a request by it.</summary>
internal sealed record CheckAnswer
{
    /// <summary>The status of gRPC; null where the answer is none of gRPC.</summary>
    public int? Grpc { get; init; }

    public int Http { get; init; }

    /// <summary>The message's <c>status.code</c>, which alone says whether the request passes; null where there is no message.</summary>
    public int? Code { get; init; }

    public int DeniedWith { get; init; }

    public IReadOnlyList<Option> Headers { get; init; } = [];

    public IReadOnlyList<string> Removed { get; init; } = [];

    public IReadOnlyList<Option> ForClient { get; init; } = [];

    public string Body { get; init; } = "";

    public bool Passes => Http == 200 && Grpc == 0 && Code == 0;

    /// <summary>What the client gets, as <c>GET /v1/auth</c> would have said it: 200 where the request passes on.</summary>
    public int Status => Passes ? 200 : Grpc == 0 ? DeniedWith : 403;

    public JsonObject Json() => JsonNode.Parse(Body)!.AsObject();

    public string Header(string name) => Assert.Single(Headers, option => option.Name == name).Value;

    public static CheckAnswer Of(int http, int? grpc, byte[]? message)
    {
        if (message is null)
        {
            return new CheckAnswer { Http = http, Grpc = grpc };
        }

        ILookup<int, byte[]> fields = Wire.Read(message).ToLookup(field => field.Field, field => field.Bytes);
        byte[] denied = fields[2].SingleOrDefault() ?? [];
        byte[] allowed = fields[3].SingleOrDefault() ?? [];
        Assert.Equal(1, fields[2].Count() + fields[3].Count());
        return new CheckAnswer
        {
            Http = http,
            Grpc = grpc,
            Code = (int)Assert.Single(Wire.Read(Assert.Single(fields[1]))).Number,
            DeniedWith = (int)Wire.Read(Wire.Read(denied).SingleOrDefault(field => field.Field == 1).Bytes ?? []).SingleOrDefault().Number,
            Headers = Options(denied.Length > 0 ? denied : allowed, 2),
            ForClient = Options(allowed, 6),
            Removed = [.. Wire.Read(allowed).Where(field => field.Field == 5).Select(field => Encoding.UTF8.GetString(field.Bytes))],
            Body = Encoding.UTF8.GetString(Wire.Read(denied).SingleOrDefault(field => field.Field == 3).Bytes ?? []),
        };
    }

    private static List<Option> Options(byte[] message, int number) =>
    [
        .. Wire.Read(message).Where(field => field.Field == number).Select(field =>
        {
            List<(int Field, ulong Number, byte[] Bytes)> option = [.. Wire.Read(field.Bytes)];
            List<(int Field, ulong Number, byte[] Bytes)> header = [.. Wire.Read(option.Single(part => part.Field == 1).Bytes)];
            return new Option(
                Encoding.UTF8.GetString(header.Single(part => part.Field == 1).Bytes),
                Encoding.UTF8.GetString(header.Single(part => part.Field == 2).Bytes),
                option.SingleOrDefault(part => part.Field == 2).Bytes is { } append ? Wire.Read(append).Any(part => part.Number != 0) : null,
                (int)option.SingleOrDefault(part => part.Field == 3).Number,
                option.SingleOrDefault(part => part.Field == 4).Number == 1);
        }),
    ];

    /// <summary>A <c>HeaderValueOption</c>.</summary>
    public sealed record Option(string Name, string Value, bool? Append, int Action, bool KeepsEmpty)
    {
        /// <summary>Whether it takes the place of the client's own header, in every Envoy.</summary>
        public bool Overwrites => Append == false && Action == 2 && KeepsEmpty;
    }
}
