using System.Security.Cryptography;

namespace Verifier.Jose;

/// <summary>
/// The names of the algorithms (RFC 7518 section 3.1) and what each stands for. "none" and the HMACs have no entry, so that no configuration can let them in
/// (RFC 8725 sections 2.1 and 3.2).
/// </summary>
internal static class JwsAlgorithms
{
    private static readonly JwsAlgorithm[] All = Enum.GetValues<JwsAlgorithm>();

    private static readonly string[] Names = Enum.GetNames<JwsAlgorithm>();

    private static readonly AlgorithmSet OfRsa = new(JwsAlgorithm.RS256, JwsAlgorithm.RS384, JwsAlgorithm.RS512, JwsAlgorithm.PS256, JwsAlgorithm.PS384, JwsAlgorithm.PS512);
    private static readonly AlgorithmSet OfP256 = new(JwsAlgorithm.ES256);
    private static readonly AlgorithmSet OfP384 = new(JwsAlgorithm.ES384);
    private static readonly AlgorithmSet OfP521 = new(JwsAlgorithm.ES512);

    /// <summary>The algorithm of this name, compared exactly.</summary>
    public static bool TryParse(string? name, out JwsAlgorithm algorithm)
    {
        int index = Array.IndexOf(Names, name);
        algorithm = All[Math.Max(index, 0)];
        return index >= 0;
    }

    /// <summary>The algorithm that a JSON string names, compared exactly; false for anything else.</summary>
    public static bool TryParse(JsonValue name, out JwsAlgorithm algorithm)
    {
        // The longest name has five characters, and JSON may write each in six.
        Span<byte> text = stackalloc byte[30];
        algorithm = default;
        return name.TryCopyString(text, out int length) && TryParse(text[..length], out algorithm);
    }

    /// <summary>The algorithm of this name in ASCII, compared exactly.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out JwsAlgorithm algorithm)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (System.Text.Ascii.Equals(name, Names[i]))
            {
                algorithm = All[i];
                return true;
            }
        }

        algorithm = default;
        return false;
    }

    /// <summary>The name of an algorithm.</summary>
    public static string Name(JwsAlgorithm algorithm) => Names[(int)algorithm];

    /// <summary>The hash it signs.</summary>
    public static HashAlgorithmName Hash(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.RS256 or JwsAlgorithm.PS256 or JwsAlgorithm.ES256 => HashAlgorithmName.SHA256,
        JwsAlgorithm.RS384 or JwsAlgorithm.PS384 or JwsAlgorithm.ES384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    /// <summary>Whether it is RSASSA-PSS, whose salt is as long as the hash (RFC 7518 section 3.5); System.Security.Cryptography demands just that.</summary>
    public static bool IsPss(JwsAlgorithm algorithm) => algorithm is JwsAlgorithm.PS256 or JwsAlgorithm.PS384 or JwsAlgorithm.PS512;

    /// <summary>The algorithms that a key of this type, and curve if it is an EC key, can check.</summary>
    public static AlgorithmSet Of(JwkType type) => type switch
    {
        JwkType.Rsa => OfRsa,
        JwkType.P256 => OfP256,
        JwkType.P384 => OfP384,
        _ => OfP521,
    };
}
