using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Properties;

/// <summary>What may be odd about a token.</summary>
internal static class Mutations
{
    public static Mutation[] Of(Scene scene) =>
    [
        .. Claims("exp", $"{scene.Now - 11}", $"{scene.Now - 10}", $"{scene.Now - 9}", $"{scene.Now}.25", $"{scene.Now - 10}.75", $"{scene.Now}e0", "1e11", "253402300799", "-1", "0", "null", "\"1\"", "true", "[]", "1e999"),
        .. Claims("nbf", $"{scene.Now + 9}", $"{scene.Now + 10}", $"{scene.Now + 11}", $"{scene.Now}.5", "0", "-1", "null", "\"1\"", "1e11"),
        .. Claims("iat", $"{scene.Now + 10}", $"{scene.Now + 11}", "0", "-5", $"{scene.Now}.999", "null"),
        .. Claims("iss", "\"https://else.test\"", $"\"{scene.Issuer.Issuer}/\"", "null", "[]", "1"),
        .. Claims("aud", "[\"https://api.test\"]", "[\"a\",\"https://api.test\"]", "\"a\"", "[]", "[\"a\",\"b\"]", "null", "{}", "[1]", "\"https://API.test\""),
        .. Claims("sub", "null", "1", "\"\"", "\"\\u0000\"", "[\"x\"]"),
        .. Claims("scope", "\"a b\"", "[\"a\",\"b\"]", "1"),
        .. Claims("jti", "1", "null", "\"\""),
        .. Claims("cnf", "{}", "{\"kid\":\"x\"}"),
        .. Claims("act", "{\"sub\":\"a\"}", "\"a\""),
        .. Claims("x", "1e400", "{\"a\":[1,2,{\"b\":null}]}", "\"\\ud83d\\ude00\"", "12345678901234567890123", "-0", "1E+2"),
        .. Header("typ", "\"JWT\"", "\"jwt\"", "\"AT+JWT\"", "\"application/at+jwt\"", "\"dpop+jwt\"", "\"x\"", "\"\"", "null", "1"),
        .. Header("alg", "\"none\"", "\"HS256\"", "\"ES256\"", "\"RS256\"", "\"PS256\"", "\"ES384\"", "\"RS512\"", "\"rs256\""),
        .. Header("kid", "\"x\"", "\"\"", "null", "1", $"\"{scene.Issuer.Keys[0].Kid}\"", $"\"{scene.Issuer.Keys[^1].Kid}\""),
        .. Header("crit", "[\"exp\"]", "[\"b64\"]", "[]"),
        .. Header("b64", "false", "true"),
        .. Header("cty", "\"JWT\"", "\"x\""),
        .. Header("x5t", "\"x\""),
        .. Header("jku", "\"https://else.test/jwks\""),
        new("no exp", token => token.Claims.Remove("exp")),
        new("no iat", token => token.Claims.Remove("iat")),
        new("no iss", token => token.Claims.Remove("iss")),
        new("no aud", token => token.Claims.Remove("aud")),
        new("no sub", token => token.Claims.Remove("sub")),
        new("no typ", token => token.Header.Remove("typ")),
        new("no kid", token => token.Header.Remove("kid")),
        new("no alg", token => token.Header.Remove("alg")),
        new("another's signature", token => token.SigningKey = TestKey.Shared("ES256")),
        new("a stranger's signature", token => token.SigningKey = TestKey.Shared("ES512")),
        new("no signature", token => token.EditSignature = _ => []),
        new("a flipped bit", token => token.EditSignature = Flipped),
        new("a longer signature", token => token.EditSignature = signature => [.. signature, 0]),
        new("a doubled claim", token => token.RawClaims = $"{{\"exp\":1,{token.Claims.ToJsonString()[1..]}"),
        new("a doubled header", token => token.RawHeader = $"{{\"typ\":\"JWT\",{token.Header.ToJsonString()[1..]}"),
        new("white space", token => token.RawClaims = $" \r\n\t{token.Claims.ToJsonString()} "),
        new("escapes", token => token.RawClaims = token.Claims.ToJsonString().Replace("\"exp\"", "\"\\u0065xp\"", StringComparison.Ordinal)),
        new("no JSON", token => token.RawClaims = "x"),
        new("bad UTF-8", token => token.ClaimBytes = new byte[] { (byte)'{', 0xFF, (byte)'}' }),
    ];

    private static IEnumerable<Mutation> Claims(string name, params string[] values) => values.Select(value => new Mutation($"{name}: {value}", token => token.Claims[name] = JsonNode.Parse(value)));

    private static IEnumerable<Mutation> Header(string name, params string[] values) => values.Select(value => new Mutation($"header {name}: {value}", token => token.Header[name] = JsonNode.Parse(value)));

    private static byte[] Flipped(byte[] signature)
    {
        signature[^1] ^= 1;
        return signature;
    }
}
