using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Jose;
using Verifier.Keys;
using Verifier.Verification.Tests.Jose;

namespace Verifier.Verification.Tests.Keys;

public class KeySetTests
{
    [Fact]
    public void The_set_of_RFC_7517_appendix_A1_has_one_key_for_signatures()
    {
        KeySet set = Read($"{{\"keys\":[{RfcKeys.Rfc7517Ec},{RfcKeys.Rfc7517Rsa}]}}");
        Assert.Equal("2011-04-29", Assert.Single(set.Keys).Jwk.Kid);
        Assert.Equal(Reason.None, set.Find("2011-04-29", JwsAlgorithm.RS256, out SignatureKey? key));
        Assert.Same(set.Keys[0], key);
        Assert.Equal(Reason.KeyUnusable, set.Find("1", JwsAlgorithm.ES256, out _));
        Assert.Equal(1_700_000_000, set.FetchedAt);
    }

    [Fact]
    public void A_kid_is_found_exactly_and_its_key_must_fit()
    {
        KeySet set = Read(Rsa("a"), Ec("b"));
        Assert.Equal(Reason.None, set.Find("a", JwsAlgorithm.PS512, out SignatureKey? key));
        Assert.Equal("a", key!.Jwk.Kid);
        Assert.Equal(Reason.KeyUnusable, set.Find("a", JwsAlgorithm.ES256, out key));
        Assert.Null(key);
        Assert.Equal(Reason.KeyUnknown, set.Find("A", JwsAlgorithm.RS256, out _));
        Assert.Equal(Reason.KeyUnknown, set.Find("", JwsAlgorithm.RS256, out _));
        Assert.Equal(Reason.KeyUnknown, set.Find("a\0", JwsAlgorithm.RS256, out _));
        Assert.Equal(Reason.KeyUnknown, set.Find("c", JwsAlgorithm.RS256, out _));
    }

    [Fact]
    public void Among_keys_with_one_kid_the_one_that_fits_is_taken_and_two_are_ambiguous()
    {
        KeySet set = Read(Rsa("a").With("alg", "RS256"), Rsa("a").With("alg", "PS256"), Ec("a"), Rsa("b"), Rsa("b").With("use", "sig"));
        Assert.Equal(Reason.None, set.Find("a", JwsAlgorithm.PS256, out SignatureKey? key));
        Assert.Equal("PS256", key!.Jwk.Algorithm);
        Assert.Equal(Reason.None, set.Find("a", JwsAlgorithm.ES256, out _));
        Assert.Equal(Reason.KeyUnusable, set.Find("a", JwsAlgorithm.RS384, out _));
        Assert.Equal(Reason.KeyAmbiguous, set.Find("b", JwsAlgorithm.RS256, out key));
        Assert.Null(key);
    }

    [Fact]
    public void Without_a_kid_exactly_one_fitting_key_must_exist()
    {
        KeySet set = Read(Rsa("a"), Rsa("b").With("alg", "PS256"), Ec(null));
        Assert.Equal(Reason.None, set.Find(null, JwsAlgorithm.ES256, out SignatureKey? key));
        Assert.Null(key!.Jwk.Kid);
        Assert.Equal(Reason.None, set.Find(null, JwsAlgorithm.RS256, out key));
        Assert.Equal("a", key!.Jwk.Kid);
        Assert.Equal(Reason.KeyAmbiguous, set.Find(null, JwsAlgorithm.PS256, out key));
        Assert.Null(key);
        Assert.Equal(Reason.KeyUnknown, set.Find(null, JwsAlgorithm.ES384, out _));
    }

    [Fact]
    public void One_bad_key_never_spoils_the_others()
    {
        using RSA weak = RSA.Create(1024);
        ECParameters off = TestJwk.P256.ExportParameters(false);
        off.Q.Y![0] ^= 1;
        string[] bad =
        [
            "1", "null", "[]", "\"x\"", "{}",
            "{\"kty\":\"RSA\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"ed\"}",
            RfcKeys.Rfc7517EcPrivate, RfcKeys.Rfc7517Symmetric,
            TestJwk.Of(weak).With("kid", "weak").ToJsonString(),
            TestJwk.OfPoint("P-256", off.Q.X!, off.Q.Y!).With("kid", "off").ToJsonString(),
            Ec("doubled").ToJsonString().Replace("{", "{\"kty\":\"EC\",", StringComparison.Ordinal),
            "{\"kid\":\"\\ud800\"}",
            Ec("deep").ToJsonString().Replace("{", "{\"deep\":" + new string('[', 16) + new string(']', 16) + ",", StringComparison.Ordinal),
            Ec("enc").With("use", "enc").ToJsonString(),
            Ec("ops").With("key_ops", new JsonArray("sign")).ToJsonString(),
        ];
        KeySet set = Read($"{{\"keys\":[{string.Join(',', bad)},{Ec("good").ToJsonString()}]}}");
        Assert.Equal("good", Assert.Single(set.Keys).Jwk.Kid);
        Assert.Equal(Reason.None, set.Find(null, JwsAlgorithm.ES256, out _));
        Assert.Equal(bad.Length, set.LeftOut.Count);
        Assert.Equal("key 10: RSA modulus of 1024 bits; it must have from 2048 to 8192", set.LeftOut[9]);
        Assert.StartsWith("key 11: it cannot be imported", set.LeftOut[10], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weak")]
    [InlineData("enc")]
    [InlineData("ed")]
    public void A_kid_of_a_key_that_was_left_out_is_known_and_unusable(string kid)
    {
        using RSA weak = RSA.Create(1024);
        string ed = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"ed\"}";
        KeySet set = Read($"{{\"keys\":[{TestJwk.Of(weak).With("kid", "weak").ToJsonString()},{Rsa("enc").With("use", "enc").ToJsonString()},{ed}]}}");
        Assert.Equal(Reason.KeyUnusable, set.Find(kid, JwsAlgorithm.RS256, out SignatureKey? key));
        Assert.Null(key);
    }

    [Fact]
    public void What_was_left_out_repeats_no_text_of_the_issuer()
    {
        KeySet set = Read("{\"keys\":[{\"kty\":\"<script>\",\"kid\":\"<script>\"},{\"kty\":\"EC\",\"crv\":\"<script>\",\"x\":\"AA\",\"y\":\"AA\"},{\"<script>\":1}]}");
        Assert.Equal(3, set.LeftOut.Count);
        Assert.DoesNotContain(set.LeftOut, text => text.Contains("script", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_published_twice_is_not_ambiguous()
    {
        KeySet set = Read(Ec("a"), Ec("a"));
        Assert.Equal(Reason.None, set.Find("a", JwsAlgorithm.ES256, out _));
        Assert.Equal(["key 2: the same as one before"], set.LeftOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":null}")]
    [InlineData("{\"Keys\":[]}")]
    [InlineData("{\"keys\":[],\"keys\":[]}")]
    [InlineData("{\"keys\":[],\"\\u006beys\":[]}")]
    [InlineData("{\"keys\":[]} x")]
    [InlineData("{\"keys\":[}")]
    [InlineData("\uFEFF{\"keys\":[]}")]
    [InlineData("<html>")]
    public void A_document_that_is_no_key_set_is_refused_with_a_sentence(string json)
    {
        Assert.False(KeySet.TryRead(Encoding.UTF8.GetBytes(json), 0, out KeySet? set, out string? fault));
        Assert.Null(set);
        Assert.StartsWith("its JWKS ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_without_any_usable_key_still_reads()
    {
        Assert.Empty(Read("{\"keys\":[]}").Keys);
        KeySet set = Read(RfcKeys.Rfc7517Ec.Insert(0, "{\"keys\":[") + "]}");
        Assert.Empty(set.Keys);
        Assert.NotEmpty(set.LeftOut);
        Assert.Equal(Reason.KeyUnknown, set.Find(null, JwsAlgorithm.ES256, out _));
    }

    [Fact]
    public void A_hundred_keys_are_read_and_one_more_is_refused()
    {
        string hundred = string.Join(',', Enumerable.Repeat("{}", 100));
        Assert.Equal(100, Read($"{{\"keys\":[{hundred}]}}").LeftOut.Count);
        Assert.False(KeySet.TryRead(Encoding.UTF8.GetBytes($"{{\"keys\":[{hundred},{{}}]}}"), 0, out _, out string? fault));
        Assert.Equal("its JWKS has more than 100 keys", fault);
    }

    [Fact]
    public void A_document_above_256_KiB_is_refused()
    {
        string json = $"{{\"keys\":[],\"x\":\"{new string('x', (256 * 1024) - 18)}\"}}";
        Assert.Equal(256 * 1024, json.Length);
        Assert.Empty(Read(json).Keys);
        Assert.False(KeySet.TryRead(Encoding.UTF8.GetBytes(json + " "), 0, out _, out string? fault));
        Assert.Equal("its JWKS has 262145 bytes; at most 262144 are read", fault);
    }

    [Fact]
    public void A_key_is_held_while_it_is_published_for_the_same_purposes()
    {
        KeySet before = Read(Rsa("a"), Ec("b"), Ec("c"));
        KeySet after = Read(Ec("b"), Ec("c").With("alg", "ES256"), Ec("d"));
        Assert.All(before.Keys, key => Assert.True(before.Holds(key)));
        Assert.False(after.Holds(before.Keys[0]));
        Assert.True(after.Holds(before.Keys[1]));
        Assert.False(after.Holds(before.Keys[2]));
    }

    [Fact]
    public void A_refreshed_set_reuses_the_imported_keys_of_the_one_before()
    {
        KeySet before = Read(Rsa("a"), Ec("b"));
        Assert.True(KeySet.TryRead(Json(Ec("b"), Rsa("new"), Ec("e").With("use", "enc")), 1_700_000_100, out KeySet? read, out _));
        KeySet after = read!.Reusing(before);
        Assert.Equal(1_700_000_100, after.FetchedAt);
        Assert.Equal(["b", "new"], after.Keys.Select(key => key.Jwk.Kid));
        Assert.Same(before.Keys[1], after.Keys[0]);
        Assert.Equal(Reason.None, after.Find("b", JwsAlgorithm.ES256, out SignatureKey? key));
        Assert.Same(before.Keys[1], key);
        Assert.Equal(Reason.None, after.Find(null, JwsAlgorithm.ES256, out key));
        Assert.Same(before.Keys[1], key);
        Assert.Equal(Reason.KeyUnknown, after.Find("a", JwsAlgorithm.RS256, out _));
        Assert.Equal(Reason.KeyUnusable, after.Find("e", JwsAlgorithm.ES256, out _));
        Assert.Equal(read.LeftOut, after.LeftOut);
    }

    [Fact]
    public void Kid_injection_finds_nothing_but_a_key_of_that_very_name()
    {
        KeySet set = Read(Rsa("a"));
        foreach (string kid in (string[])["../../dev/null", "a' OR '1'='1", "*", "a,b", "a\n", " a", "https://evil.example/keys"])
        {
            Assert.Equal(Reason.KeyUnknown, set.Find(kid, JwsAlgorithm.RS256, out _));
        }
    }

    private static JsonObject Rsa(string? kid) => Named(TestJwk.Of(TestJwk.Rsa2048), kid);

    private static JsonObject Ec(string? kid) => Named(TestJwk.Of(TestJwk.P256), kid);

    private static JsonObject Named(JsonObject jwk, string? kid) => kid is null ? jwk : jwk.With("kid", kid);

    private static byte[] Json(params JsonObject[] keys) => Encoding.UTF8.GetBytes($"{{\"keys\":[{string.Join(',', keys.Select(key => key.ToJsonString()))}]}}");

    private static KeySet Read(params JsonObject[] keys) => Read(Encoding.UTF8.GetString(Json(keys)));

    private static KeySet Read(string json)
    {
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes(json), 1_700_000_000, out KeySet? set, out string? fault), fault);
        return set!;
    }
}
