using System.Text;
using Verifier.Keys;
using Verifier.Verification.Tests.Jose;

namespace Verifier.Verification.Tests.Keys;

/// <summary>Key sets of keys made for tests.</summary>
internal static class TestKeySet
{
    public static string P256(string kid) => TestJwk.Of(TestJwk.P256).With("kid", kid).ToJsonString();

    public static string P384(string kid) => TestJwk.Of(TestJwk.P384).With("kid", kid).ToJsonString();

    public static KeySet Of(long fetchedAt, params string[] keys) => Read($$"""{"keys":[{{string.Join(',', keys)}}]}""", fetchedAt);

    public static KeySet Read(string jwks, long fetchedAt)
    {
        Assert.True(KeySet.TryRead(Encoding.UTF8.GetBytes(jwks), fetchedAt, out KeySet? set, out _));
        return set!;
    }
}
