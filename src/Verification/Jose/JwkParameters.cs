using System.Numerics;
using System.Security.Cryptography;

namespace Verifier.Jose;

/// <summary>A public key's numbers (RFC 7518 section 6): modulus and exponent, or x and y, unsigned and big-endian.</summary>
internal readonly record struct JwkParameters(JwkType Type, byte[] First, byte[] Second)
{
    /// <summary>The smallest modulus taken, in bits.</summary>
    public const int MinModulusBits = 2048;

    /// <summary>The largest modulus taken, in bits.</summary>
    public const int MaxModulusBits = 8192;

    /// <summary>The size of an RSA modulus, 0 for an EC key.</summary>
    public int ModulusBits => Type == JwkType.Rsa ? (First.Length * 8) - (BitOperations.LeadingZeroCount(First[0]) - 24) : 0;

    /// <summary>The <c>crv</c>, null for RSA.</summary>
    public string? Curve => Type switch
    {
        JwkType.P256 => "P-256",
        JwkType.P384 => "P-384",
        JwkType.P521 => "P-521",
        _ => null,
    };

    /// <summary>The octets of a coordinate on the curve of this type (RFC 7518 section 6.2.1.2).</summary>
    public static int CoordinateLength(JwkType type) => type switch
    {
        JwkType.P256 => 32,
        JwkType.P384 => 48,
        _ => 66,
    };

    /// <summary>Imports the key; throws when it is none.</summary>
    public AsymmetricAlgorithm Import() => Type switch
    {
        JwkType.Rsa => RSA.Create(new RSAParameters { Modulus = First, Exponent = Second }),
        JwkType.P256 => ImportPoint(ECCurve.NamedCurves.nistP256),
        JwkType.P384 => ImportPoint(ECCurve.NamedCurves.nistP384),
        _ => ImportPoint(ECCurve.NamedCurves.nistP521),
    };

    private ECDsa ImportPoint(ECCurve curve) => ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = First, Y = Second } });
}
