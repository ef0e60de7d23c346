using System.Runtime.ExceptionServices;
using System.Text;
using Verifier.Jose;
using Verifier.Keys;

namespace Verifier.Verification.Tests.Jose;

/// <summary>Refusals are values: nothing that a stranger sends makes an exception be thrown, not even one that is caught.</summary>
public class NoExceptionTests
{
    [Fact]
    public void Hostile_text_is_refused_without_an_exception_being_thrown()
    {
        string[] texts =
        [
            "", "{", "{\"a\":", "{\"a\":\"\\ud800\"}", "{\"a\":1,\"a\":1}", "{\"a\":1e}", "\uFEFF{}", "{\"a\":\"\\u00", "A", "AB", "====", "AAAA AAAA", "a.b", "a.b.c.d", "é",
            "{\"kty\":\"RSA\",\"n\":\"=\",\"e\":\"AQAB\"}", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"A\",\"y\":\"A\"}", "{\"keys\":[{\"kty\":1}]}", new string('[', 100_000), new string('{', 100_000),
        ];
        Assert.Equal(0, ThrownBy(() =>
        {
            foreach (string text in texts)
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                _ = StrictJson.IsStrictObject(utf8);
                _ = StrictBase64Url.TryDecode(utf8, new byte[200_000], out _);
                _ = CompactJws.TryRead(utf8, out _);
                _ = PublicJwk.TryRead(utf8, out _);
                _ = KeySet.TryRead(utf8, 0, out _, out _);
            }
        }));
    }

    [Fact]
    public void A_bad_signature_is_refused_without_an_exception_being_thrown()
    {
        byte[] input = [1, 2, 3];
        Assert.Equal(0, ThrownBy(() =>
        {
            foreach (JwsAlgorithm algorithm in Enum.GetValues<JwsAlgorithm>())
            {
                SignatureKey key = TestJwk.Key(TestJwk.For(algorithm));
                byte[] signature = TestJwk.Sign(algorithm, input);
                foreach (byte fill in (byte[])[0, 1, 0x7F, 0xFF])
                {
                    Array.Fill(signature, fill);
                    Assert.False(key.Verify(algorithm, input, signature));
                    Assert.False(key.Verify(algorithm, input, signature.AsSpan(1)));
                }
            }
        }));
    }

    private static int ThrownBy(Action action)
    {
        int thread = Environment.CurrentManagedThreadId;
        int thrown = 0;
        void Count(object? sender, FirstChanceExceptionEventArgs e) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            action();
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        return thrown;
    }
}
