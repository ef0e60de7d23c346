using System.Security.Cryptography;

namespace Verifier.Jose;

/// <summary>
/// A public RSA or EC key as a JWK carries it (RFC 7517), read strictly and within limits. Whether an EC point lies on its curve is found out when the key
/// is imported, see <see cref="SignatureKey.TryImport"/>.
/// </summary>
public sealed class PublicJwk
{
    private readonly JwkParameters _parameters;
    private string? _thumbprint;

    internal PublicJwk(in JwkParameters parameters) => _parameters = parameters;

    /// <summary>The <c>kid</c>, null when there is none.</summary>
    public string? Kid { get; internal init; }

    /// <summary>The <c>alg</c> as stated, null when there is none; it may be one that Verifier does not know.</summary>
    public string? Algorithm { get; internal init; }

    /// <summary>The <c>use</c> as stated, null when there is none.</summary>
    public string? Use { get; internal init; }

    /// <summary>The <c>key_ops</c> as stated, null when there are none.</summary>
    public IReadOnlyList<string>? KeyOperations { get; internal init; }

    /// <summary>The <c>kty</c>: <c>RSA</c> or <c>EC</c>.</summary>
    public string KeyType => _parameters.Type == JwkType.Rsa ? "RSA" : "EC";

    /// <summary>The <c>crv</c> of an EC key: <c>P-256</c>, <c>P-384</c> or <c>P-521</c>; null for RSA.</summary>
    public string? Curve => _parameters.Curve;

    /// <summary>The size of an RSA modulus, 2048 to 8192 bits; 0 for an EC key.</summary>
    public int ModulusBits => _parameters.ModulusBits;

    /// <summary>The RFC 7638 SHA-256 thumbprint in base64url, 43 characters: what <c>cnf.jkt</c> holds.</summary>
    public string Thumbprint => _thumbprint ??= JwkThumbprint.Of(_parameters);

    internal JwkType Type => _parameters.Type;

    /// <summary>
    /// Reads one JWK, a JSON object in UTF-8; members that are none of its business (<c>x5c</c>, <c>x5t</c>, …) are ignored. <paramref name="jwk"/> is
    /// null unless the answer is <see cref="JwkFault.None"/>.
    /// </summary>
    public static JwkFault TryRead(ReadOnlySpan<byte> json, out PublicJwk? jwk) => new JwkReader().Read(json, out jwk);

    /// <summary>Whether this is the very same key for the very same purposes: thumbprint, <c>kid</c>, <c>alg</c>, <c>use</c> and <c>key_ops</c>.</summary>
    internal bool IsSameAs(PublicJwk other) =>
        Thumbprint == other.Thumbprint
        && Kid == other.Kid
        && Algorithm == other.Algorithm
        && Use == other.Use
        && (KeyOperations is null ? other.KeyOperations is null : other.KeyOperations is not null && KeyOperations.SequenceEqual(other.KeyOperations));

    /// <summary>Whether this is the same key, whatever its JWK says beside: there is one spelling of it, so just then the thumbprints are the same.</summary>
    internal bool HasParametersOf(PublicJwk other) =>
        Type == other.Type && _parameters.First.AsSpan().SequenceEqual(other._parameters.First) && _parameters.Second.AsSpan().SequenceEqual(other._parameters.Second);

    /// <summary>The same key without what its JWK says of itself beyond the key: all of which its thumbprint does not cover.</summary>
    internal PublicJwk Bare() => new(in _parameters);

    /// <summary>Imports the key; throws what System.Security.Cryptography throws when it is none, such as a point off its curve.</summary>
    internal AsymmetricAlgorithm Import() => _parameters.Import();
}
