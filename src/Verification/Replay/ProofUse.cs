using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Verifier.Replay;

/// <summary>One use of one DPoP proof, as the replay ledger records it. <paramref name="Key"/> and <paramref name="Proof"/> together say which proof.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">Which key signed: the first 64 bits of SHA-256 over tenant and thumbprint; counts a key's share of its tenant's budget and chooses the shard.</param>
/// <param name="Proof">Which of that key's proofs: XXH3's 128 bits of the <c>jti</c>.</param>
/// <param name="Time">The proof's time, Unix seconds: its nonce's mint second if it carries one, else its <c>iat</c>, rounded down.</param>
/// <param name="Life">The life named by the proof's nonce, or default.</param>
/// <param name="Lifetime">For how many seconds a proof of this tenant is accepted, 1 to 3600.</param>
/// <param name="Budget">How many live proofs the tenant may have.</param>
/// <param name="Request">Made by the front end per incoming request: the same use, asked again after a time-out, gets the same answer. Never read from input.</param>
/// <remarks>
/// The <c>jti</c> is hashed by a function that resists nobody, and need not: two of one key's that meet cost their own client a refusal, and no proof is ever taken for a
/// new one by it. Of different keys they cannot meet, because the key's number is compared too, and that is cut from SHA-256 (docs/decisions/0012).
/// </remarks>
public readonly record struct ProofUse(string Tenant, ulong Key, UInt128 Proof, long Time, LifeId Life, int Lifetime, int Budget, UInt128 Request)
{
    /// <summary>The number of a tenant's proof key.</summary>
    internal static ulong KeyOf(string tenant, string thumbprint)
    {
        // A tenant's name has no NUL: no two pairs have the same text.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\0{thumbprint}"), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The number of a proof among its key's.</summary>
    internal static UInt128 ProofOf(string id) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(id.AsSpan()));
}
