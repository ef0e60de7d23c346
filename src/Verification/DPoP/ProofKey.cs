using Verifier.Jose;

namespace Verifier.DPoP;

/// <summary>A proof key that has been seen, with the header that it came in: clients send the same one with every proof, and what it says need not be read twice.</summary>
/// <param name="Key">The key as its thumbprint covers it, imported.</param>
/// <param name="Header">The header's text, as it came; empty for one too long to keep.</param>
/// <param name="Algorithm">The header's <c>alg</c>.</param>
/// <param name="Stated">The header's <c>jwk</c>, with what it states beside the key.</param>
internal sealed record ProofKey(SignatureKey Key, ReadOnlyMemory<byte> Header, JwsAlgorithm Algorithm, PublicJwk Stated)
{
    private const int MaxHeader = 1024;

    public static ProofKey Of(UnverifiedProof proof, SignatureKey key) => new(key, proof.Header.Length <= MaxHeader ? proof.Header.ToArray() : default, proof.Algorithm, proof.Key);
}
