using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

/// <summary>
/// The JWS vectors of Project Wycheproof (see NOTICE), each played on keys of our own: the file says how a vector departs from a good signature, <see cref="WycheproofForger"/> does just that.
/// </summary>
public class WycheproofTests
{
    private const string Payload = """{"iss":"https://issuer.example","sub":"wycheproof","exp":4102444800}""";

    private static readonly Dictionary<string, JsonElement> Vectors = Read();

    public static TheoryData<string> Ids => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_vector_of_Wycheproof_is_judged_as_Wycheproof_judges_it(string id)
    {
        JsonElement vector = Vectors[id];
        bool expected = vector.GetProperty("valid").GetBoolean();
        Assert.All(Play(vector), verdict => Assert.True(verdict == expected, $"{id}: {vector.GetProperty("comment").GetString()}"));
    }

    [Fact]
    public void There_are_as_many_vectors_as_were_derived_and_of_both_verdicts()
    {
        Assert.Equal(361, Vectors.Count);
        Assert.Equal(31, Vectors.Values.Count(vector => vector.GetProperty("valid").GetBoolean()));
    }

    private static IEnumerable<bool> Play(JsonElement vector) => vector.GetProperty("kind").GetString() switch
    {
        "segments" => PlaySegments(vector),
        "primitive" => [PlayPrimitive(vector)],
        "header" => PlayHeader(vector),
        "key" => [PlayKey(vector)],
        "pkcs1" => [PlaySignature(vector, input => WycheproofForger.Pkcs1(vector, Algorithm(vector), input))],
        "pss" => [PlaySignature(vector, input => WycheproofForger.Pss(vector, Algorithm(vector), input))],
        "rsa-value" => [PlaySignature(vector, input => WycheproofForger.RsaValue(vector, TestJwk.Sign(Algorithm(vector), input)))],
        "es256-value" => [PlaySignature(vector, input => WycheproofForger.Es256Value(vector, TestJwk.Sign(JwsAlgorithm.ES256, input)))],
        _ => throw new InvalidOperationException("A kind of vector that this test does not know."),
    };

    // "~" is a change that leaves strict base64url: once of a character, once of what it stands for.
    private static IEnumerable<bool> PlaySegments(JsonElement vector)
    {
        JwsAlgorithm algorithm = Algorithm(vector);
        string input = Input(algorithm.ToString());
        string[] good = [.. input.Split('.'), StrictBase64Url.Encode(TestJwk.Sign(algorithm, Encoding.ASCII.GetBytes(input)))];
        foreach (Func<string, string> change in (Func<string, string>[])[text => (text[0] == 'A' ? 'B' : 'A') + text[1..], text => text[..1] + (text[1] == 'A' ? 'B' : 'A') + text[2..] + "AAAA"])
        {
            string Segment(string name) => name.Length == 0 ? "" : name.EndsWith('~') ? change(good["HPS".IndexOf(name[0], StringComparison.Ordinal)]) : good["HPS".IndexOf(name[0], StringComparison.Ordinal)];
            string token = string.Join('.', vector.GetProperty("segments").EnumerateArray().Select(name => Segment(name.GetString()!)));
            yield return CompactSignature.IsGood(token, TestJwk.Key(TestJwk.For(algorithm)));
        }
    }

    // The key states one algorithm, the header names one, the signature was made with one.
    private static bool PlayPrimitive(JsonElement vector)
    {
        string stated = vector.GetProperty("keyAlg").GetString()!;
        string input = Input(vector.GetProperty("headerAlg").GetString()!);
        byte[] signature = TestJwk.Sign(Enum.Parse<JwsAlgorithm>(vector.GetProperty("primitive").GetString()!), Encoding.ASCII.GetBytes(input));
        return CompactSignature.IsGood($"{input}.{StrictBase64Url.Encode(signature)}", TestJwk.Key(TestJwk.For(Enum.Parse<JwsAlgorithm>(stated)).With("alg", stated)));
    }

    private static IEnumerable<bool> PlayHeader(JsonElement vector)
    {
        JwsAlgorithm algorithm = Algorithm(vector);
        string input = $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(vector.GetProperty("header").GetRawText()))}.{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(Payload))}";
        SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
        yield return CompactSignature.IsGood($"{input}.", key);
        yield return CompactSignature.IsGood($"{input}.{StrictBase64Url.Encode(TestJwk.Sign(algorithm, Encoding.ASCII.GetBytes(input)))}", key);
    }

    // A member set to null is not there; "flip" is one bit of it changed.
    private static bool PlayKey(JsonElement vector)
    {
        JwsAlgorithm algorithm = Algorithm(vector);
        JsonObject jwk = TestJwk.For(algorithm);
        foreach (JsonProperty member in vector.GetProperty("set").EnumerateObject())
        {
            _ = jwk.Remove(member.Name);
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                bool flip = member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() == "flip";
                jwk[member.Name] = flip ? WycheproofForger.Flip(TestJwk.For(algorithm)[member.Name]!.GetValue<string>()) : JsonNode.Parse(member.Value.GetRawText());
            }
        }

        string input = Input(algorithm.ToString());
        return TestJwk.TryRead(jwk, out PublicJwk? read) == JwkFault.None
            && CompactSignature.IsGood($"{input}.{StrictBase64Url.Encode(TestJwk.Sign(algorithm, Encoding.ASCII.GetBytes(input)))}", new SignatureKey(read!));
    }

    private static bool PlaySignature(JsonElement vector, Func<byte[], byte[]> forge)
    {
        string input = Input(Algorithm(vector).ToString());
        return CompactSignature.IsGood($"{input}.{StrictBase64Url.Encode(forge(Encoding.ASCII.GetBytes(input)))}", TestJwk.Key(TestJwk.For(Algorithm(vector))));
    }

    private static JwsAlgorithm Algorithm(JsonElement vector) => Enum.Parse<JwsAlgorithm>(vector.GetProperty("alg").GetString()!);

    private static string Input(string algorithm) =>
        $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes($"{{\"alg\":\"{algorithm}\"}}"))}.{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(Payload))}";

    private static Dictionary<string, JsonElement> Read()
    {
        using Stream file = typeof(WycheproofTests).Assembly.GetManifestResourceStream("wycheproof-jws.json")!;
        using JsonDocument document = JsonDocument.Parse(file);
        return document.RootElement.GetProperty("vectors").EnumerateArray().ToDictionary(vector => vector.GetProperty("id").GetString()!, vector => vector.Clone());
    }
}
