namespace Verifier.Conformance.Attacks;

/// <summary>Two headers where one belongs, and headers inside headers.</summary>
public abstract class HeaderSmugglingSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task Two_Authorization_headers()
    {
        Scene scene = await World.SceneAsync();
        string good = $"Bearer {scene.Token()}";
        string[][] lines = [[good, good], [good, "Bearer x"], ["Bearer x", good], [good, ""], ["", good], ["Basic eDp5", good], [good, good, good]];
        await AllAsync("authorization_multiple", lines, one => scene.AskAsync(scene.Request(null) with { Authorization = one }));
    }

    [Fact]
    public async Task A_list_in_one_Authorization_header()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token();
        string[] lists =
        [
            $"Bearer {token}, Bearer {token}", $"Bearer {token},Bearer {token}", $"Bearer {token} , DPoP x", $"Bearer x,{token}", $"Bearer {token};x",
            $"Bearer {token}\nAuthorization: Bearer {token}",
        ];
        await AllAsync("authorization_malformed", lists, list => scene.AskAsync(scene.Request(list)));
    }

    [Fact]
    public async Task Two_proofs()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token);
        string[][] lines =
        [
            [proof, scene.Proof(token)], [proof, proof], [proof, ""], ["", proof], [$"{proof},{scene.Proof(token)}"], [$"{proof}, {proof}"], [$"{proof},"], [$",{proof}"],
            [proof, proof, proof],
        ];
        await AllAsync("proof_multiple", lines, one => scene.AskAsync(scene.DPoP(token, "") with { DPoP = one }));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
    }

    [Fact]
    public async Task Something_around_a_proof()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token);
        string[] around =
        [
            "", " ", $" {proof}", $"{proof} ", $"{proof}\t", $"{proof}\n", $"{proof}\0", $"\"{proof}\"", $"DPoP {proof}", $"{proof};q=1", $"{proof}=", $"{proof}.",
            $".{proof}", proof[..^1], proof.Replace('.', ' '), "é" + proof,
        ];
        await AllAsync("proof_malformed", around, one => scene.AskAsync(scene.DPoP(token, one)));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
    }

    [Fact]
    public async Task A_proof_beside_a_Bearer_token()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string[][] lines = [[scene.Proof(token)], [""], ["x", "y"]];
        await AllAsync("proof_with_bearer", lines, one => scene.AskAsync(scene.Bearer(token) with { DPoP = one }));
        await AllAsync("proof_with_bearer", lines, one => scene.AskAsync(scene.Bearer(scene.Token()) with { DPoP = one }));
    }

    [Fact]
    public async Task The_DPoP_scheme_without_a_proof()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("proof_missing", (await scene.AskAsync(scene.Request($"DPoP {scene.BoundToken()}"))).Outcome);
        Assert.Equal("proof_missing", (await scene.AskAsync(scene.Request($"DPoP {scene.Token()}"))).Outcome);
    }

    [Fact]
    public async Task White_space_and_line_breaks_inside_a_token()
    {
        Scene scene = await World.SceneAsync();
        string token = scene.Token();
        foreach (string inside in (string[])[" ", "\t", "\r\n", "\n", "\0", "\u200B", "\u00A0", "\u2028"])
        {
            await AllAsync(
                "authorization_malformed",
                [1, token.IndexOf('.', StringComparison.Ordinal), token.LastIndexOf('.') + 1, token.Length - 1],
                at => scene.AskAsync(scene.Bearer(token.Insert(at, inside))));
        }
    }

    [Fact]
    public async Task Other_spellings_of_the_same_bytes()
    {
        // A payload of 3k + 1 octets, so that its last character has stray bits too, as an ES256 signature's has.
        Scene scene = await World.SceneAsync();
        string token = scene.Token(t =>
        {
            string claims = t.Claims.ToJsonString();
            t.RawClaims = claims.PadRight(claims.Length + ((4 - (claims.Length % 3)) % 3));
        });
        string[] parts = token.Split('.');
        Assert.Equal((2, 2), (parts[1].Length % 4, parts[2].Length % 4));
        string[] spellings =
        [
            $"{token}=", $"{token}==", $"{parts[0]}.{parts[1]}.{parts[2][..^1]}{Next(parts[2][^1])}", $"{parts[0]}.{parts[1][..^1]}{Next(parts[1][^1])}.{parts[2]}", $"{token}.", $"{token}.x", $"{token}.{parts[2]}.{parts[2]}",
            $"{parts[0]}..{parts[2]}", $".{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}", $".{token}", "..", ".", "a", "a.b", "a.b.c", $"{parts[0]}.{parts[1]}.+/{parts[2][2..]}", token.Replace('.', '~'),
        ];
        await AllAsync("token_malformed", spellings, text => scene.AskAsync(scene.Bearer(text)));
        Assert.Equal(Allowed, (await scene.AskAsync(scene.Bearer(token))).Outcome);
    }

    // The next in base64url's order, which differs in stray bits alone: the last character's own bits end in zeros.
    private static char Next(char letter)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[Alphabet.IndexOf(letter, StringComparison.Ordinal) + 1];
    }
}
