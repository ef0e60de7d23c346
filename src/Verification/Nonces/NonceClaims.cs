using Verifier.Replay;

namespace Verifier.Nonces;

/// <summary>What a genuine DPoP nonce says.</summary>
/// <param name="MintedAt">When it was minted, Unix seconds.</param>
/// <param name="Life">The replay ledger's life that it names, or default.</param>
public readonly record struct NonceClaims(long MintedAt, LifeId Life);
