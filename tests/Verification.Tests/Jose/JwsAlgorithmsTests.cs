using System.Text;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class JwsAlgorithmsTests
{
    [Fact]
    public void Every_algorithm_is_found_by_its_name_and_named_by_it()
    {
        foreach (JwsAlgorithm algorithm in Enum.GetValues<JwsAlgorithm>())
        {
            string name = JwsAlgorithms.Name(algorithm);
            Assert.Equal(algorithm.ToString(), name);
            Assert.True(JwsAlgorithms.TryParse(name, out JwsAlgorithm fromText));
            Assert.True(JwsAlgorithms.TryParse(Encoding.ASCII.GetBytes(name), out JwsAlgorithm fromBytes));
            Assert.True(JwsAlgorithms.TryParse(Json($"\"{name}\""), out JwsAlgorithm fromJson));
            Assert.Equal((algorithm, algorithm, algorithm), (fromText, fromBytes, fromJson));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("rs256")]
    [InlineData("Es256")]
    [InlineData("RS256 ")]
    [InlineData(" RS256")]
    [InlineData("RS256\0")]
    [InlineData("RS1")]
    [InlineData("ES256K")]
    [InlineData("EdDSA")]
    [InlineData("RSA-OAEP")]
    [InlineData("0")]
    [InlineData("ＲＳ２５６")]
    public void None_HMAC_and_every_other_spelling_cannot_be_parsed(string name)
    {
        Assert.False(JwsAlgorithms.TryParse(name, out _));
        Assert.False(JwsAlgorithms.TryParse(Encoding.UTF8.GetBytes(name), out _));
        Assert.False(JwsAlgorithms.TryParse(Json(System.Text.Json.JsonSerializer.Serialize(name)), out _));
    }

    [Fact]
    public void A_name_escaped_in_JSON_is_the_same_name()
    {
        Assert.True(JwsAlgorithms.TryParse(Json("\"\\u0045\\u0053\\u0032\\u0035\\u0036\""), out JwsAlgorithm algorithm));
        Assert.Equal(JwsAlgorithm.ES256, algorithm);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("256")]
    [InlineData("[\"RS256\"]")]
    [InlineData("{\"RS256\":1}")]
    public void Only_a_string_names_an_algorithm(string json) => Assert.False(JwsAlgorithms.TryParse(Json(json), out _));

    private static JsonValue Json(string value)
    {
        JsonMembers members = new(Encoding.UTF8.GetBytes($"{{\"alg\":{value}}}"));
        Assert.True(members.MoveNext());
        return members.Value;
    }
}
