using FsCheck;
using FsCheck.Fluent;
using Verifier.Testing;

namespace Verifier.Conformance.Properties;

/// <summary>Any single change of a good token or proof is refused.</summary>
public abstract class TamperingSuite(Stage stage) : VerifierSuite(stage)
{
    private const int Samples = 300;

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task A_token_with_any_one_character_changed_is_refused(string algorithm)
    {
        Scene scene = await World.SceneAsync(server: await World.IssuerAsync(TestKey.Shared(algorithm)));
        string token = scene.Token();
        await EachAsync(token, changed => scene.AskAsync(scene.Bearer(changed)));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(token))).Outcome);
    }

    [Fact]
    public async Task A_proof_with_any_one_character_changed_is_refused()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token);
        await EachAsync(proof, changed => scene.AskAsync(scene.DPoP(token, changed)));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
    }

    [Fact]
    public async Task A_token_or_proof_cut_short_anywhere_is_refused()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token);
        for (int length = 1; length < Math.Min(token.Length, proof.Length); length += 7)
        {
            Assert.False((await scene.AskAsync(scene.DPoP(token[..length], proof))).Allowed);
            Assert.False((await scene.AskAsync(scene.DPoP(token[length..], proof))).Allowed);
            Assert.False((await scene.AskAsync(scene.DPoP(token, proof[..length]))).Allowed);
            Assert.False((await scene.AskAsync(scene.DPoP(token, proof[length..]))).Allowed);
        }

        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
    }

    [Fact]
    public async Task Any_one_bit_flipped_behind_the_encoding_is_refused()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token);
        Gen<(int, int, int, bool)> flips =
            from part in Gen.Choose(0, 2)
            from place in Gen.Choose(0, 10_000)
            from bit in Gen.Choose(0, 7)
            from ofProof in Gen.Elements(true, false)
            select (part, place, bit, ofProof);
        await Task.Run(() => Prop.ForAll(flips.ToArbitrary(), flip =>
        {
            (int part, int place, int bit, bool ofProof) = flip;
            Ask ask = ofProof ? scene.DPoP(token, Flip(proof, part, place, bit)) : scene.DPoP(Flip(token, part, place, bit), proof);
            return !scene.AskAsync(ask).GetAwaiter().GetResult().Allowed;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Samples)));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
    }

    private static string Flip(string text, int part, int place, int bit)
    {
        string[] parts = text.Split('.');
        byte[] bytes = System.Buffers.Text.Base64Url.DecodeFromChars(parts[part]);
        bytes[place % bytes.Length] ^= (byte)(1 << bit);
        parts[part] = Jws.Encode(bytes);
        return string.Join('.', parts);
    }

    private static async Task EachAsync(string good, Func<string, Task<Answered>> ask)
    {
        Gen<(int, char)> changes = from place in Gen.Choose(0, good.Length - 1)
                                   from letter in Gen.Choose(0, 255)
                                   where good[place] != letter
                                   select (place, (char)letter);
        await Task.Run(() => Prop.ForAll(changes.ToArbitrary(), change =>
        {
            (int place, char letter) = change;
            return !ask($"{good[..place]}{letter}{good[(place + 1)..]}").GetAwaiter().GetResult().Allowed;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Samples)));

        // And with what the alphabet has, at every place.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int place = 0; place < good.Length; place++)
        {
            char letter = Alphabet[(place * 31) % 64];
            if (letter != good[place])
            {
                Assert.False((await ask($"{good[..place]}{letter}{good[(place + 1)..]}")).Allowed, $"{letter} at {place}");
            }
        }
    }
}
