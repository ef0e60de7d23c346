using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Testing;

namespace Verifier.Conformance.Properties;

/// <summary>Whatever a client sends, and whatever a trusted issuer signs, is answered by the contract's table and never by an accident.</summary>
public abstract class RobustnessSuite(Stage stage) : VerifierSuite(stage)
{
    private const int Samples = 400;

    private static readonly string[] Members =
    [
        "alg", "typ", "kid", "crit", "jwk", "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "client_id", "azp", "scope", "scp", "acr", "auth_time", "cnf", "act",
        "token_use", "htm", "htu", "ath", "nonce", "x",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e400", "-1e400", "1e-400", "9007199254740993", "123456789012345678901234567890", "0.1", "\"\"", "\" \"", "\"x\"", "\"\\u0000\"",
        "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "[]", "{}",
        "[null]", "[\"x\",\"x\"]", "[[[[]]]]", "{\"a\":{\"a\":{}}}", "{\"jkt\":\"x\"}", "{\"jkt\":\"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I\"}",
        "{\"sub\":\"x\",\"act\":{}}", "{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQ\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}", "{\"kty\":\"oct\",\"k\":\"\"}", "\"ES256\"", "\"none\"", "\"dpop+jwt\"", "\"at+jwt\"", "\"GET\"",
        "\"https://api.test/\"", "\"https://[::1\"", "\"https://api.test/%\"", "\"%%%\"",
        "\"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!\"", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", "\"ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ\"",
        "\"====================================================~~~~\"", "\"日本語\"", "[1,\"a\",{\"b\":[]},null,true,-0.0e-0]",
    ];

    [Fact]
    public async Task Any_member_of_any_type_in_a_well_signed_token_and_proof_is_answered()
    {
        Scene scene = await World.SceneAsync();
        Gen<Change[]> changes = Gen.Choose(1, 4).SelectMany(count =>
            (from place in Gen.Choose(0, 4)
             from member in Gen.Elements(Members)
             from value in Gen.Elements(Values)
             select new Change(place, member, value)).ArrayOf(count));
        await PlayAsync(changes, all =>
        {
            string token = scene.BoundToken(spec => Apply(spec, all, 0));
            return scene.DPoP(token, scene.Proof(token, spec => Apply(spec, all, 2)));
        });
    }

    [Fact]
    public async Task Any_text_in_any_place_of_a_request_is_answered()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        Gen<string> piece = Gen.OneOf(
            Gen.Elements(
                "Bearer ", "DPoP ", "dpop", " ", ",", "\t", "=", ".", "..", "\0", "é", "\u212A", "{}", "%", "https://", "api.test", "[", "]", "@", ":", "/", "?", "#",
                "\\", token, scene.Proof(token), "eyJ", "e30", "e30.e30.", new string('a', 9000)),
            Gen.Choose(1, 0xD7FF).Select(unit => ((char)unit).ToString()));
        Gen<string> text = Gen.Choose(0, 6).SelectMany(count => piece.ArrayOf(count).Select(string.Concat));
        Gen<string> authorization = Gen.OneOf(
            text,
            Gen.Constant($"DPoP {token}"),
            text.Select(rest => $"Bearer {rest}"),
            text.Select(rest => $"DPoP {token}{rest}"),
            text.Select(rest => $"DPoP {rest}"));
        Gen<Ask> asks = from tenant in Gen.Elements(scene.Tenant, null)
                        from first in authorization
                        from dpop in text.ArrayOf(1).Or(text.ArrayOf(0))
                        from method in text.Or(Gen.Constant(Scene.Method))
                        from url in text.Or(Gen.Constant(Scene.Url))
                        select new Ask { Tenant = tenant, Authorization = [first], DPoP = dpop, Method = method, Url = url };
        await PlayAsync(asks, ask => ask);
    }

    // The answer's status and error must be those of one row of the table, whichever it is.
    private static bool IsOfTheTable(Answered answer) => answer.Allowed || Reasons.ReasonTable.Has(answer.Outcome, answer.Status, answer.Error);

    // JsonObject holds no lone surrogate and no doubled member, so values are put in where their numbers stand.
    private static void Apply(JwtSpec spec, Change[] changes, int first)
    {
        for (int i = 0; i < changes.Length; i++)
        {
            JsonObject? target = changes[i].Place == first ? spec.Header : changes[i].Place == first + 1 ? spec.Claims : changes[i].Place == 4 ? spec.Header["jwk"] as JsonObject : null;
            if (target is not null)
            {
                target[changes[i].Member] = $"@{i}@";
            }
        }

        spec.RawHeader = Fill(spec.Header, changes);
        spec.RawClaims = Fill(spec.Claims, changes);
    }

    private static string Fill(JsonObject json, Change[] changes)
    {
        string text = json.ToJsonString();
        for (int i = 0; i < changes.Length; i++)
        {
            text = text.Replace($"\"@{i}@\"", changes[i].Value, StringComparison.Ordinal);
        }

        return text;
    }

    private async Task PlayAsync<T>(Gen<T> samples, Func<T, Ask> ask)
    {
        HashSet<string> outcomes = [];
        await Task.Run(() => Prop.ForAll(samples.ToArbitrary(), sample =>
        {
            Answered answer = World.Host.AskAsync(ask(sample)).GetAwaiter().GetResult();
            _ = outcomes.Add(answer.Outcome);
            return IsOfTheTable(answer).Label(answer.ToString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Samples)));

        // Else all of it ended at the first check.
        Assert.True(outcomes.Count >= 5, string.Join(' ', outcomes));
    }

    private sealed record Change(int Place, string Member, string Value);
}
