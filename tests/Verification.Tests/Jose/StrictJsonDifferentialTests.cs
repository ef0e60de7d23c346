using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

/// <summary>The scanner against System.Text.Json, with what that leaves out (UTF-8, surrogates) added here.</summary>
public class StrictJsonDifferentialTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "\"a\"", "\"b\"", "\"\\u0061\"", "\"a\":", "1", "-", "0", "1.5", "1e9", "E", "+", ".", "true", "false", "null",
        "\\u", "\\ud83d\\ude00", "\\ud800", "\\n", "é", "😀", "\0", "/", "//", "/**/", "'", "\u00a0", "\uFEFF", "x",
    ];

    private static readonly string[] Names = ["a", "b", "\\u0061", "iss", "", "é", "\\u00e9", "a b", "\\\"", "\\ud83d\\ude00", "😀"];

    [Fact]
    public void Random_documents_whole_and_mutated_are_judged_as_SystemTextJson_judges_them()
    {
        int valid = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            byte[] json = Encoding.UTF8.GetBytes(Value(random, 0, forceObject: true));
            valid += Agree(json) ? 1 : 0;
            for (int i = 0; i < 20; i++)
            {
                valid += Agree(Mutate(random, json)) ? 1 : 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

        // Both verdicts must have been tried, or agreement would mean little.
        Assert.InRange(valid, 300, 5_700);
    }

    [Fact]
    public void Random_bytes_are_judged_as_SystemTextJson_judges_them() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            _ = Agree(bytes);
            _ = Agree([.. "{\"a\":\""u8, .. bytes, .. "\"}"u8]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_members_walked_over_are_those_that_SystemTextJson_sees() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            byte[] json = Encoding.UTF8.GetBytes(Value(new Random(seed), 0, forceObject: true));
            if (!StrictJson.IsStrictObject(json))
            {
                return;
            }

            using JsonDocument document = JsonDocument.Parse(json);
            JsonMembers members = new(json);
            foreach (JsonProperty expected in document.RootElement.EnumerateObject())
            {
                Assert.True(members.MoveNext());
                Assert.True(members.NameEquals(Encoding.UTF8.GetBytes(expected.Name)));
                Assert.Equal(expected.Value.ValueKind, members.Value.Kind);
                Assert.Equal(expected.Value.GetRawText(), Encoding.UTF8.GetString(members.Value.Raw));
                Assert.Equal(expected.Value.ValueKind == JsonValueKind.String, members.Value.TryGetString(out string? text));
                Assert.Equal(expected.Value.ValueKind == JsonValueKind.String ? expected.Value.GetString() : null, text);
                if (expected.Value.ValueKind == JsonValueKind.Array)
                {
                    List<string> raw = [];
                    foreach (JsonValue element in members.Value.GetElements())
                    {
                        raw.Add(Encoding.UTF8.GetString(element.Raw));
                    }

                    Assert.Equal(expected.Value.EnumerateArray().Select(e => e.GetRawText()), raw);
                }
            }

            Assert.False(members.MoveNext());
            Assert.True(members.IsValid);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static bool Agree(byte[] json)
    {
        bool expected = Oracle(json);
        if (StrictJson.IsStrictObject(json) != expected)
        {
            Assert.Fail($"System.Text.Json says {expected} to {Convert.ToBase64String(json)}: {Encoding.UTF8.GetString(json)}");
        }

        return expected;
    }

    private static bool Oracle(byte[] json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = StrictJson.MaxDepth });
            Read(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Reading a string is when System.Text.Json notices a lone surrogate.
    private static void Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement inner in element.EnumerateArray())
                {
                    Read(inner);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty inner in element.EnumerateObject())
                {
                    _ = inner.Name;
                    Read(inner.Value);
                }

                break;
        }
    }

    private static string Value(Random random, int depth, bool forceObject = false)
    {
        string Space() => random.Next(6) == 0 ? " \n" : "";
        int kind = forceObject ? 0 : random.Next(depth > 17 ? 2 : 0, 8);
        return kind switch
        {
            0 => $"{Space()}{{{Space()}{string.Join(',', Picked(random).Select(n => $"{Space()}\"{n}\"{Space()}:{Value(random, depth + 1)}"))}}}{Space()}",
            1 => $"{Space()}[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1)))}{Space()}]",
            2 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
            3 => $"-{random.Next(10)}.{random.Next(10)}e{random.Next(400)}",
            4 => "true",
            5 => "null",
            _ => $"\"{Names[random.Next(Names.Length)]}{random.Next(100)}\"{Space()}",
        };
    }

    private static IEnumerable<string> Picked(Random random) =>
        Enumerable.Range(0, random.Next(6)).Select(_ => Names[random.Next(Names.Length)] + (random.Next(3) == 0 ? "" : random.Next(10)));

    private static byte[] Mutate(Random random, byte[] json)
    {
        List<byte> mutated = [.. json];
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            int at = random.Next(mutated.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < mutated.Count:
                    mutated.RemoveAt(at);
                    break;
                case 1 when at < mutated.Count:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutated.RemoveRange(at, mutated.Count - at);
                    break;
                default:
                    mutated.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. mutated];
    }
}
