using Verifier.Jose;

namespace Verifier.Tenants;

/// <summary>A tenant's DPoP rules, checked.</summary>
/// <param name="Mode">Whether DPoP is taken.</param>
/// <param name="NonceRequired">Whether every proof needs a nonce of ours.</param>
/// <param name="Algorithms">Proof algorithms.</param>
/// <param name="ProofLifetime">How old a proof may be, in seconds, 1 to 3600.</param>
/// <param name="ClockSkew">How far a proof may be from the future, in seconds, 0 to 300.</param>
public sealed record DPoPPolicy(DPoPMode Mode, bool NonceRequired, AlgorithmSet Algorithms, int ProofLifetime, int ClockSkew);
