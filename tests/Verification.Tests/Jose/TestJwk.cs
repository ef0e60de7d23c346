using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

/// <summary>JWKs of keys made for tests.</summary>
internal static class TestJwk
{
    public static readonly RSA Rsa2048 = RSA.Create(2048);

    public static readonly ECDsa P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static readonly ECDsa P384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public static readonly ECDsa P521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);

    public static JsonObject Of(RSA rsa) => OfRsa(rsa.ExportParameters(false).Modulus!, rsa.ExportParameters(false).Exponent!);

    public static JsonObject OfRsa(byte[] modulus, byte[] exponent) =>
        new() { ["kty"] = "RSA", ["n"] = StrictBase64Url.Encode(modulus), ["e"] = StrictBase64Url.Encode(exponent) };

    public static JsonObject Of(ECDsa ecdsa)
    {
        ECParameters parameters = ecdsa.ExportParameters(false);
        return OfPoint($"P-{ecdsa.KeySize}", parameters.Q.X!, parameters.Q.Y!);
    }

    public static JsonObject OfPoint(string curve, byte[] x, byte[] y) =>
        new() { ["kty"] = "EC", ["crv"] = curve, ["x"] = StrictBase64Url.Encode(x), ["y"] = StrictBase64Url.Encode(y) };

    public static JsonObject For(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.ES256 => Of(P256),
        JwsAlgorithm.ES384 => Of(P384),
        JwsAlgorithm.ES512 => Of(P521),
        _ => Of(Rsa2048),
    };

    public static JsonObject With(this JsonObject jwk, string name, JsonNode? value)
    {
        jwk[name] = value;
        return jwk;
    }

    public static JwkFault TryRead(JsonObject jwk, out PublicJwk? read) => PublicJwk.TryRead(Encoding.UTF8.GetBytes(jwk.ToJsonString()), out read);

    public static SignatureKey Key(JsonObject jwk)
    {
        Assert.Equal(JwkFault.None, TryRead(jwk, out PublicJwk? read));
        return new SignatureKey(read!);
    }

    public static byte[] Sign(JwsAlgorithm algorithm, byte[] input)
    {
        HashAlgorithmName hash = JwsAlgorithms.Hash(algorithm);
        return algorithm switch
        {
            JwsAlgorithm.ES256 => P256.SignData(input, hash),
            JwsAlgorithm.ES384 => P384.SignData(input, hash),
            JwsAlgorithm.ES512 => P521.SignData(input, hash),
            _ => Rsa2048.SignData(input, hash, JwsAlgorithms.IsPss(algorithm) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        };
    }
}
