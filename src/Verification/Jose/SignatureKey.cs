using System.Security.Cryptography;

namespace Verifier.Jose;

/// <summary>A public key that checks signatures: imported once for each thread that uses it at the same time, used by many.</summary>
public sealed class SignatureKey
{
    private readonly AlgorithmSet _algorithms;
    private readonly ImportedKeys _imported;

    /// <summary>A key from its public JWK; nothing is imported before the first signature is checked.</summary>
    public SignatureKey(PublicJwk jwk)
    {
        Jwk = jwk ?? throw new ArgumentNullException(nameof(jwk));
        _algorithms = AlgorithmsOf(jwk);
        _imported = new ImportedKeys(jwk);
    }

    /// <summary>The public JWK.</summary>
    public PublicJwk Jwk { get; }

    /// <summary>Whether there is any algorithm that this key may check signatures of.</summary>
    internal bool FitsAny => !_algorithms.IsEmpty;

    private int SignatureLength => Jwk.Type == JwkType.Rsa ? (Jwk.ModulusBits + 7) / 8 : 2 * JwkParameters.CoordinateLength(Jwk.Type);

    /// <summary>
    /// Whether type, curve, <c>use</c>, <c>key_ops</c> and <c>alg</c> allow this key to check signatures of this algorithm (RFC 7517 section 4, RFC 8725
    /// section 3.1).
    /// </summary>
    public bool Fits(JwsAlgorithm algorithm) => _algorithms.Contains(algorithm);

    /// <summary>
    /// Imports the key now, if it is not; false when it is no key, such as an EC point off its curve. Costs about as much as three signature checks.
    /// </summary>
    public bool TryImport()
    {
        if (!_imported.TryRent(out AsymmetricAlgorithm? key))
        {
            return false;
        }

        _imported.Return(key);
        return true;
    }

    /// <summary>
    /// Whether <paramref name="signature"/> is this key's over <paramref name="signingInput"/>. ECDSA signatures are raw r‖s of exact length
    /// (RFC 7518 section 3.4), the salt of RSASSA-PSS is as long as its hash (section 3.5). False, never an exception, for any bytes, for an algorithm that
    /// does not fit and for a key that cannot be imported.
    /// </summary>
    public bool Verify(JwsAlgorithm algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        if (!Fits(algorithm) || signature.Length != SignatureLength || !_imported.TryRent(out AsymmetricAlgorithm? key))
        {
            return false;
        }

        try
        {
            bool good = Verify(key, algorithm, signingInput, signature);
            _imported.Return(key);
            return good;
        }
        catch (CryptographicException)
        {
            // Some platforms refuse some bytes this way; the handle is not used again.
            key.Dispose();
            return false;
        }
    }

    private static bool Verify(AsymmetricAlgorithm key, JwsAlgorithm algorithm, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        HashAlgorithmName hash = JwsAlgorithms.Hash(algorithm);
        return key switch
        {
            RSA rsa => rsa.VerifyData(signingInput, signature, hash, JwsAlgorithms.IsPss(algorithm) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => ecdsa.VerifyData(signingInput, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            _ => false,
        };
    }

    /// <summary>The algorithms that a key may check signatures of: see <see cref="Fits"/>.</summary>
    internal static AlgorithmSet AlgorithmsOf(PublicJwk jwk)
    {
        if (jwk.Use is not (null or "sig") || (jwk.KeyOperations is not null && !jwk.KeyOperations.Contains("verify")))
        {
            return default;
        }

        AlgorithmSet possible = JwsAlgorithms.Of(jwk.Type);
        if (jwk.Algorithm is null)
        {
            return possible;
        }

        return JwsAlgorithms.TryParse(jwk.Algorithm, out JwsAlgorithm stated) && possible.Contains(stated) ? new AlgorithmSet(stated) : default;
    }
}
