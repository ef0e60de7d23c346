using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance.Attacks;

/// <summary>Attacks on the signature of tokens and proofs (RFC 8725 sections 2.1 to 2.3, CVE-2022-21449 and its kin).</summary>
public abstract class SignatureAttackSuite(Stage stage) : VerifierSuite(stage)
{
    private static readonly BigInteger OrderOfP256 = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static TheoryData<string> AsymmetricAlgorithms => ["RS256", "PS256", "ES256", "ES384"];

    [Fact]
    public async Task Alg_none_in_all_its_spellings()
    {
        Scene scene = await World.SceneAsync();
        string[] spellings = ["none", "None", "NONE", "nOnE", "", " none", "none ", "none\0", "n\u043Ene", "null", "undefined"];
        await AllAsync("token_alg_not_allowed", spellings, alg => scene.AskBearerAsync(token =>
        {
            token.Header["alg"] = alg;
            token.EditSignature = _ => [];
        }));
        await AllAsync("token_alg_not_allowed", spellings, alg => scene.AskBearerAsync(token => token.Header["alg"] = alg));
        await AllAsync("proof_alg", spellings, alg => scene.AskProofAsync(proof =>
        {
            proof.Header["alg"] = alg;
            proof.EditSignature = _ => [];
        }));
        Assert.Equal("token_alg_not_allowed", (await scene.AskBearerAsync(token => token.RawHeader = "{\"alg\":\"n\\u006fne\"}")).Outcome);
        string unsigned = scene.Token(token => token.Header["alg"] = "none");
        Assert.Equal("token_malformed", (await scene.AskAsync(scene.Bearer(unsigned[..unsigned.LastIndexOf('.')]))).Outcome);
    }

    [Theory]
    [MemberData(nameof(AsymmetricAlgorithms))]
    public async Task No_signature_at_all(string algorithm)
    {
        Scene scene = await SignedByAsync(algorithm);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.EditSignature = _ => [])).Outcome);
        Assert.Equal("token_malformed", (await scene.AskAsync(scene.Bearer(scene.Token()[..scene.Token().LastIndexOf('.')]))).Outcome);
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task The_public_key_as_an_HMAC_secret(string alg)
    {
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared("RS256"));
        Scene scene = await World.SceneAsync(server: server);
        JsonObject jwk = TestKey.Shared("RS256").PublishedJwk;
        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Decode(jwk["n"]), Exponent = Decode(jwk["e"]) });
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"), Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()),
            rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), Decode(jwk["n"]), Encoding.UTF8.GetBytes(jwk.ToJsonString()), Encoding.UTF8.GetBytes((string)jwk["n"]!), [],
        ];
        await AllAsync("token_alg_not_allowed", secrets, secret => scene.AskAsync(scene.Bearer(Hmac(scene, alg, alg, secret))));
        await AllAsync("signature_invalid", secrets, secret => scene.AskAsync(scene.Bearer(Hmac(scene, "RS256", alg, secret))));
    }

    [Fact]
    public async Task A_psychic_signature()
    {
        foreach ((string algorithm, int length) in ((string, int)[])[("ES256", 64), ("ES384", 96), ("ES512", 132)])
        {
            TestKey key = TestKey.Shared(algorithm);
            Scene scene = await SignedByAsync(algorithm, settings => settings["dpop"] = new JsonObject { ["algorithms"] = new JsonArray(algorithm) });
            Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.EditSignature = _ => new byte[length])).Outcome);
            string bound = scene.Token(token => token.BoundTo(key));
            Assert.Equal("proof_signature_invalid", (await scene.AskAsync(scene.DPoP(bound, scene.Proof(bound, proof => proof.EditSignature = _ => new byte[length], key: key)))).Outcome);
        }
    }

    [Fact]
    public async Task R_or_s_out_of_range()
    {
        Scene scene = await World.SceneAsync();
        BigInteger n = OrderOfP256;
        BigInteger most = (BigInteger.One << 256) - 1;
        (string Name, Func<BigInteger, BigInteger, (BigInteger R, BigInteger S)> Change)[] attacks =
        [
            ("r = 0", (_, s) => (0, s)), ("s = 0", (r, _) => (r, 0)), ("r = n", (_, s) => (n, s)), ("s = n", (r, _) => (r, n)), ("r = s = n", (_, _) => (n, n)),
            ("r = 1, s = 1", (_, _) => (1, 1)),
            ("r = n - 1, s = n - 1", (_, _) => (n - 1, n - 1)), ("r = n + 1", (_, s) => (n + 1, s)), ("s = n + 1", (r, _) => (r, n + 1)),
            ("r is the greatest", (_, s) => (most, s)), ("s is the greatest", (r, _) => (r, most)),
            ("swapped", (r, s) => (s, r)), ("r + n", (r, s) => (r + n <= most ? r + n : n, s)), ("r turned over", (r, s) => (n - r, s)),
        ];
        await AllAsync("signature_invalid", attacks, attack => scene.AskBearerAsync(token => token.EditSignature = signature => Change(signature, attack.Change)));
        await AllAsync("proof_signature_invalid", attacks, attack => scene.AskProofAsync(proof => proof.EditSignature = signature => Change(signature, attack.Change)));
    }

    [Fact]
    public async Task A_proofs_signature_turned_over_is_another_text_and_no_other_proof()
    {
        // ECDSA: with (r, s), (r, n - s) is good too (SEC 1 section 4.1). So nothing may count texts of proofs.
        Scene scene = await World.SceneAsync();
        string token = scene.BoundToken();
        string proof = scene.Proof(token);
        int dot = proof.LastIndexOf('.') + 1;
        string turned = proof[..dot] + Jws.Encode(Change(System.Buffers.Text.Base64Url.DecodeFromChars(proof.AsSpan(dot)), (r, s) => (r, OrderOfP256 - s)));
        Assert.NotEqual(proof, turned);
        Assert.Equal(Allowed, (await scene.AskAsync(scene.DPoP(token, proof))).Outcome);
        Assert.Equal("proof_replayed", (await scene.AskAsync(scene.DPoP(token, turned))).Outcome);
    }

    [Fact]
    public async Task A_DER_signature()
    {
        Scene scene = await World.SceneAsync();
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.EditSignature = ToDer)).Outcome);
        Assert.Equal("proof_signature_invalid", (await scene.AskProofAsync(proof => proof.EditSignature = ToDer)).Outcome);
    }

    [Theory]
    [MemberData(nameof(AsymmetricAlgorithms))]
    public async Task A_signature_of_another_length(string algorithm)
    {
        Scene scene = await SignedByAsync(algorithm);
        (string Name, Func<byte[], byte[]> Change)[] changes =
        [
            ("cut at the end", s => s[..^1]), ("cut at the start", s => s[1..]), ("a zero before", s => [0, .. s]), ("a zero behind", s => [.. s, 0]),
            ("twice", s => [.. s, .. s]), ("half", s => s[..(s.Length / 2)]), ("a byte", _ => [1]),
            ("zeros", s => new byte[s.Length]), ("ones", s => [.. s.Select(_ => (byte)255)]), ("one", s => [.. new byte[s.Length - 1], 1]),
            ("reversed", s => [.. s.Reverse()]), ("very long", _ => new byte[4096]),
            ("each half with a zero", s => [0, .. s[..(s.Length / 2)], 0, .. s[(s.Length / 2)..]]),
        ];
        await AllAsync("signature_invalid", changes, change => scene.AskBearerAsync(token => token.EditSignature = change.Change));
    }

    [Fact]
    public async Task One_familys_signature_under_anothers_name()
    {
        // The key says nothing of its algorithm, so both families may use it.
        LoopbackIssuer server = await World.IssuerAsync(TestKey.Shared("RS256"));
        server.Issuer.EditJwks = set => set["keys"]![0]!.AsObject().Remove("alg");
        Scene scene = await World.SceneAsync(server: server);
        Assert.Equal(Allowed, (await scene.AskBearerAsync()).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskBearerAsync(token => token.Header["alg"] = "PS256")).Outcome);
        Assert.Equal("key_unusable", (await scene.AskBearerAsync(token => token.Header["alg"] = "ES256")).Outcome);
        Assert.Equal("key_unusable", (await (await World.SceneAsync()).AskBearerAsync(token => token.Header["alg"] = "ES384")).Outcome);
    }

    [Fact]
    public async Task Another_tokens_signature()
    {
        Scene scene = await World.SceneAsync();
        string[] one = scene.Token().Split('.');
        string[] other = scene.Token().Split('.');
        Assert.Equal("signature_invalid", (await scene.AskAsync(scene.Bearer($"{one[0]}.{one[1]}.{other[2]}"))).Outcome);
        Assert.Equal("signature_invalid", (await scene.AskAsync(scene.Bearer($"{one[0]}.{other[1]}.{one[2]}"))).Outcome);
        Assert.Equal("token_malformed", (await scene.AskAsync(scene.Bearer($"{one[1]}.{one[0]}.{one[2]}"))).Outcome);
    }

    private static string Hmac(Scene scene, string named, string used, byte[] secret)
    {
        string token = scene.Token(t => t.Header["alg"] = named);
        string input = token[..token.LastIndexOf('.')];
        byte[] data = Encoding.ASCII.GetBytes(input);
        byte[] mac = used switch
        {
            "HS256" => HMACSHA256.HashData(secret, data),
            "HS384" => HMACSHA384.HashData(secret, data),
            _ => HMACSHA512.HashData(secret, data),
        };
        return $"{input}.{Jws.Encode(mac)}";
    }

    private static byte[] Decode(JsonNode? text) => System.Buffers.Text.Base64Url.DecodeFromChars((string)text!);

    private static byte[] Change(byte[] signature, Func<BigInteger, BigInteger, (BigInteger R, BigInteger S)> change)
    {
        (BigInteger r, BigInteger s) = change(new BigInteger(signature.AsSpan(0, 32), true, true), new BigInteger(signature.AsSpan(32), true, true));
        return [.. Fixed(r), .. Fixed(s)];
    }

    private static byte[] Fixed(BigInteger number)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] ToDer(byte[] signature)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, 32), true, true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(32), true, true));
        }

        return writer.Encode();
    }

    private async Task<Scene> SignedByAsync(string algorithm, Action<JsonObject>? change = null) => await World.SceneAsync(
        settings =>
        {
            settings["algorithms"] = new JsonArray(algorithm);
            change?.Invoke(settings);
        },
        await World.IssuerAsync(TestKey.Shared(algorithm)));
}
