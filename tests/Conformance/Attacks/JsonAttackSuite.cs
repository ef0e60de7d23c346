using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.Conformance.Attacks;

/// <summary>JSON that two readers would read differently: duplicate members, bad UTF-8, depth, and what is no JSON at all.</summary>
public abstract class JsonAttackSuite(Stage stage) : VerifierSuite(stage)
{
    private static readonly string[] NotOneObject =
    [
        "", " ", "null", "1", "\"x\"", "[]", "[{}]", "{", "}", "{}{}", "{} x", "{},", "{\"a\":1,}", "{,\"a\":1}", "{'a':1}", "{a:1}", "{\"a\":}", "{\"a\"}",
        "{\"a\":1 \"b\":2}", "// c\n{}", "{/* c */}", "{\"a\":undefined}",
        "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":tru}", "{\"a\":1e}", "{\"a\":-}", "\uFEFF{}", "{}\0", "\0{}",
    ];

    private static readonly string[] DuplicateClaims = ["\"jti\":\"x\"", "\"htm\":\"GET\"", "\"h\\u0074u\":\"https://x.test\"", "\"iat\":1", "\"ath\":\"x\""];

    private static readonly byte[][] BadUtf8 = [[0xFF], [0xC0, 0xAF], [0xC1, 0xBF], [0xED, 0xA0, 0x80], [0xE2, 0x28, 0xA1], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xC3], [0xF0, 0x9F, 0x92]];

    [Fact]
    public async Task Duplicate_members_in_a_tokens_header()
    {
        Scene scene = await World.SceneAsync();
        string[] doubled = ["\"alg\":\"none\"", "\"alg\":\"ES256\"", "\"\\u0061lg\":\"ES256\"", "\"kid\":\"x\"", "\"typ\":\"JWT\"", "\"x-note\":1", "\"\\u0078-note\":1"];
        await AllAsync("token_malformed", doubled, member => scene.AskBearerAsync(token => token.RawHeader = Before(token.Header, member)));
        await AllAsync("token_malformed", doubled, member => scene.AskBearerAsync(token => token.RawHeader = Behind(token.Header, member)));
    }

    [Fact]
    public async Task Duplicate_members_in_a_tokens_claims()
    {
        Scene scene = await World.SceneAsync();
        string[] doubled =
        [
            "\"iss\":\"x\"", "\"aud\":\"x\"", "\"exp\":1", "\"sub\":\"admin\"", "\"s\\u0075b\":\"admin\"", "\"scope\":\"admin\"", "\"https://api.test/note\":1",
            "\"https:\\/\\/api.test\\/note\":1",
        ];
        await AllAsync("token_malformed", doubled, member => scene.AskBearerAsync(token => token.RawClaims = Before(token.Claims, member)));
        await AllAsync("token_malformed", doubled, member => scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, member)));
    }

    [Fact]
    public async Task Duplicate_members_deep_inside()
    {
        Scene scene = await World.SceneAsync();
        string jkt = scene.Key.Thumbprint;
        string[] inside =
        [
            $"\"cnf\":{{\"jkt\":\"{jkt}\",\"jkt\":\"{jkt}\"}}", "\"act\":{\"sub\":\"a\",\"\\u0073ub\":\"b\"}", "\"x\":[{\"a\":{\"b\":1,\"b\":2}}]",
            "\"x\":{\"\":1,\"\":2}",
        ];
        await AllAsync("token_malformed", inside, member => scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, member)));
    }

    [Fact]
    public async Task Duplicate_members_in_a_proof()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_malformed", DuplicateClaims, member => scene.AskProofAsync(proof => proof.RawClaims = Behind(proof.Claims, member)));
        await AllAsync(
            "proof_malformed",
            ["\"alg\":\"none\"", "\"typ\":\"dpop+jwt\"", "\"jwk\":{}", "\"\\u006awk\":{}"],
            member => scene.AskProofAsync(proof => proof.RawHeader = Behind(proof.Header, member)));
        Assert.Equal("proof_malformed", (await scene.AskProofAsync(proof =>
            proof.RawHeader = proof.Header.ToJsonString().Replace("\"kty\"", "\"crv\":\"P-256\",\"kty\"", StringComparison.Ordinal))).Outcome);
    }

    [Fact]
    public async Task Claims_that_are_no_strict_object_behind_a_header_seen_before()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskProofAsync(_ => { })).Outcome);
        await AllAsync("proof_malformed", DuplicateClaims, member => scene.AskProofAsync(proof => proof.RawClaims = Behind(proof.Claims, member)));
        await AllAsync("proof_malformed", NotOneObject, json => scene.AskProofAsync(proof => proof.RawClaims = json));
        await AllAsync("proof_malformed", BadUtf8, bytes => scene.AskProofAsync(proof => proof.ClaimBytes = WithBytes(proof.Claims, bytes)));
    }

    [Fact]
    public async Task Members_that_differ_in_case_are_others()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, "\"Exp\":1,\"ISS\":\"x\",\"AUD\":\"x\""))).Outcome);
        Assert.Equal("token_claim_missing", (await scene.AskBearerAsync(token => token.RawClaims = token.Claims.ToJsonString().Replace("\"exp\"", "\"Exp\"", StringComparison.Ordinal))).Outcome);
    }

    [Fact]
    public async Task What_is_not_one_JSON_object()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("token_malformed", NotOneObject, json => scene.AskBearerAsync(token => token.RawClaims = json));
        await AllAsync("token_malformed", NotOneObject, json => scene.AskBearerAsync(token => token.RawHeader = json));
        await AllAsync("proof_malformed", NotOneObject, json => scene.AskProofAsync(proof => proof.RawClaims = json));
        await AllAsync("proof_malformed", NotOneObject, json => scene.AskProofAsync(proof => proof.RawHeader = json));
    }

    [Fact]
    public async Task Bad_UTF_8()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("token_malformed", BadUtf8, bytes => scene.AskBearerAsync(token => token.ClaimBytes = WithBytes(token.Claims, bytes)));
        await AllAsync("proof_malformed", BadUtf8, bytes => scene.AskProofAsync(proof => proof.ClaimBytes = WithBytes(proof.Claims, bytes)));
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.ClaimBytes = WithBytes(token.Claims, Encoding.UTF8.GetBytes("ß日😀")))).Outcome);
    }

    [Fact]
    public async Task Lone_surrogates()
    {
        Scene scene = await World.SceneAsync();
        string[] lone = ["\\ud800", "\\udc00", "\\ud800x", "\\ud800\\ud800", "\\udc00\\ud800"];
        await AllAsync("token_malformed", lone, escape => scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, $"\"x\":\"{escape}\"")));
        await AllAsync("token_malformed", lone, escape => scene.AskBearerAsync(token => token.RawHeader = Behind(token.Header, $"\"{escape}\":1")));
        await AllAsync("proof_malformed", lone, escape => scene.AskProofAsync(proof => proof.RawClaims = Behind(proof.Claims, $"\"x\":\"{escape}\"")));
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, "\"x\":\"\\ud83d\\ude00\""))).Outcome);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Deep_JSON(string open, string close)
    {
        // The outermost object is one of the sixteen.
        Scene scene = await World.SceneAsync();
        string Nested(int depth) => $"\"x\":{Repeat(open, depth - 1)}1{Repeat(close, depth - 1)}";

        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, Nested(16)))).Outcome);
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.RawHeader = Behind(token.Header, Nested(16)))).Outcome);
        Assert.Equal(Allowed, (await scene.AskProofAsync(proof => proof.RawClaims = Behind(proof.Claims, Nested(16)))).Outcome);
        await AllAsync("token_malformed", [17, 18, 64, 1000], depth => scene.AskBearerAsync(token => token.RawClaims = Behind(token.Claims, Nested(depth))));
        await AllAsync("token_malformed", [17, 18, 64, 1000], depth => scene.AskBearerAsync(token => token.RawHeader = Behind(token.Header, Nested(depth))));
        await AllAsync("proof_malformed", [17, 18, 64, 400], depth => scene.AskProofAsync(proof => proof.RawClaims = Behind(proof.Claims, Nested(depth))));
        await AllAsync("proof_malformed", [17, 18, 64, 400], depth => scene.AskProofAsync(proof => proof.RawHeader = Behind(proof.Header, Nested(depth))));
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Before(JsonObject json, string member) => $"{{{member},{json.ToJsonString()[1..]}";

    private static string Behind(JsonObject json, string member) => $"{json.ToJsonString()[..^1]},{member}}}";

    private static byte[] WithBytes(JsonObject json, byte[] bytes) => [.. Encoding.UTF8.GetBytes($"{json.ToJsonString()[..^1]},\"x\":\""), .. bytes, .. "\"}"u8];
}
