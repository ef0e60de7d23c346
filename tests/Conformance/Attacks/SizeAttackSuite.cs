using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Attacks;

/// <summary>Oversized everything: each limit is met, and passed by one.</summary>
public abstract class SizeAttackSuite(Stage stage) : VerifierSuite(stage)
{
    private const int MaxToken = 16 * 1024;
    private const int MaxProof = 8 * 1024;

    [Fact]
    public async Task A_token_has_at_most_16384_characters()
    {
        Scene scene = await World.SceneAsync();
        string longest = Grown(MaxToken, pad => scene.Token(pad));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(longest))).Outcome);
        Assert.Equal("token_too_large", (await scene.AskAsync(scene.Bearer(Grown(MaxToken + 1, pad => scene.Token(pad))))).Outcome);
        await AllAsync("token_too_large", [MaxToken + 1, 2 * MaxToken, 100_000], length => scene.AskAsync(scene.Bearer(new string('a', length))));
        Assert.Equal("token_too_large", (await scene.AskAsync(scene.Bearer(new string('.', MaxToken + 1)))).Outcome);
    }

    [Fact]
    public async Task A_proof_has_at_most_8192_characters()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, Grown(MaxProof, pad => scene.Proof(token, pad))))).Outcome);
        Assert.Equal("proof_too_large", (await scene.AskAsync(scene.DPoP(token, Grown(MaxProof + 1, pad => scene.Proof(token, pad))))).Outcome);
        await AllAsync("proof_too_large", [MaxProof + 1, 2 * MaxProof, 100_000], length => scene.AskAsync(scene.DPoP(token, new string('a', length))));
    }

    [Fact]
    public async Task A_token_of_nothing_but_dots_brackets_or_members()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("token_malformed", (await scene.AskAsync(scene.Bearer(new string('.', MaxToken)))).Outcome);
        Assert.Equal("token_malformed", (await scene.AskBearerAsync(token => token.RawClaims = new string('[', 10_000))).Outcome);
        Assert.Equal("token_malformed", (await scene.AskBearerAsync(token => token.RawClaims = $"{{{string.Concat(Enumerable.Repeat("\"a\":1,", 1500))}}}")).Outcome);
        string many = string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"m{i}\":1"));
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.RawClaims = $"{token.Claims.ToJsonString()[..^1]},{many}}}")).Outcome);
        Assert.Equal("token_malformed", (await scene.AskBearerAsync(token => token.RawClaims = $"{token.Claims.ToJsonString()[..^1]},{many},\"m500\":1}}")).Outcome);
    }

    [Fact]
    public async Task Very_many_audiences_and_scopes()
    {
        Scene scene = await World.SceneAsync();
        JsonArray Many(string last) => [.. Enumerable.Range(0, 800).Select(i => (JsonNode)$"a{i}"), last];
        Assert.Equal(Allowed, (await scene.AskBearerAsync(token => token.Claims["aud"] = Many(Scene.Audience))).Outcome);
        Assert.Equal("token_audience_mismatch", (await scene.AskBearerAsync(token => token.Claims["aud"] = Many("else"))).Outcome);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(scene.Token(token => token.Claims["scp"] = Many("admin"))) with { Scopes = ["admin"] })).Outcome);
    }

    [Fact]
    public async Task A_key_set_of_more_than_a_hundred_keys_or_256_KiB()
    {
        LoopbackIssuer many = await World.IssuerAsync();
        many.Issuer.EditJwks = set => Add(set, 99);
        Assert.Equal(Allowed, (await (await World.SceneAsync(server: many)).AskBearerAsync()).Outcome);
        many.Issuer.EditJwks = set => Add(set, 100);
        Assert.Equal("keys_unavailable", (await (await World.SceneAsync(server: many)).AskBearerAsync()).Outcome);
        LoopbackIssuer large = await World.IssuerAsync();
        large.Issuer.EditJwks = set => set["x"] = new string('x', 256 * 1024);
        Assert.Equal("keys_unavailable", (await (await World.SceneAsync(server: large)).AskBearerAsync()).Outcome);
    }

    private static void Add(JsonObject set, int count)
    {
        for (int i = 0; i < count; i++)
        {
            set["keys"]!.AsArray().Add(new JsonObject { ["kty"] = "OKP", ["kid"] = $"k{i}" });
        }
    }

    // Base64url has no text of 4k + 1 characters, so header and payload both have to give.
    private static string Grown(int length, Func<Action<JwtSpec>, string> make)
    {
        for (int inHeader = 0; inHeader < 4; inHeader++)
        {
            int spare = length - make(Pad(inHeader, 0)).Length;
            for (int inClaims = Math.Max(0, (spare * 3 / 4) - 4); inClaims <= (spare * 3 / 4) + 4; inClaims++)
            {
                string text = make(Pad(inHeader, inClaims));
                if (text.Length == length)
                {
                    return text;
                }
            }
        }

        throw new InvalidOperationException($"Nothing has {length} characters.");
    }

    private static Action<JwtSpec> Pad(int inHeader, int inClaims) => spec =>
    {
        spec.Header["x-pad"] = new string('x', inHeader);
        spec.Claims["x-pad"] = new string('x', inClaims);
    };
}
