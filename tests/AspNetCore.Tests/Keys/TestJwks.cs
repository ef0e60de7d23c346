using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>JWK Sets of one P-256 key under several names: whose key it is does not matter to those who only fetch it.</summary>
internal static class TestJwks
{
    private static readonly ECParameters P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportParameters(false);

    public static string Of(params string[] kids) => $$"""{"keys":[{{string.Join(',', kids.Select(Key))}}]}""";

    public static string Key(string kid)
        => JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", kid, use = "sig", x = WebEncoders.Base64UrlEncode(P256.Q.X!), y = WebEncoders.Base64UrlEncode(P256.Q.Y!) });

    public static ReadOnlyMemory<byte> Utf8(string jwks) => Encoding.UTF8.GetBytes(jwks);
}
