using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Verifier.Replay;

/// <summary>One use of one DPoP proof, as the replay ledger records it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">Which key signed: the first 64 bits of SHA-256 over tenant and thumbprint; counts a key's share of its tenant's budget and chooses the shard.</param>
/// <param name="Proof">The first 128 bits of SHA-256 over tenant, thumbprint and <c>jti</c>.</param>
/// <param name="Time">The proof's time, Unix seconds: its nonce's mint second if it carries one, else its <c>iat</c>, rounded down.</param>
/// <param name="Life">The life named by the proof's nonce, or default.</param>
/// <param name="Lifetime">For how many seconds a proof of this tenant is accepted, 1 to 3600.</param>
/// <param name="Budget">How many live proofs the tenant may have.</param>
/// <param name="Request">Made by the front end per incoming request: the same use, asked again after a time-out, gets the same answer. Never read from input.</param>
public readonly record struct ProofUse(string Tenant, ulong Key, UInt128 Proof, long Time, LifeId Life, int Lifetime, int Budget, UInt128 Request)
{
    // A tenant's name, a thumbprint and an id of 512 characters, three bytes each, take less.
    private const int Longest = 2048;

    // Cleared at each call: most take no more than this.
    private const int Common = 512;

    /// <summary>The number of a tenant's proof key.</summary>
    internal static ulong KeyOf(string tenant, string thumbprint)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashOf(tenant, thumbprint, null, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The number of a proof.</summary>
    internal static UInt128 ProofOf(string tenant, string thumbprint, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashOf(tenant, thumbprint, id, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    // A thumbprint has a fixed length and a tenant's name has no NUL: no two triples have the same text, and no pair a triple's.
    private static void HashOf(string tenant, string thumbprint, string? id, Span<byte> hash)
    {
        int atMost = ((tenant.Length + thumbprint.Length + (id?.Length ?? 0)) * 3) + 2;
        Span<byte> text = atMost <= Common ? stackalloc byte[Common] : stackalloc byte[Longest];
        int length = Encoding.UTF8.GetBytes(tenant, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(thumbprint, text[length..]);
        if (id is not null)
        {
            text[length++] = 0;
            length += Encoding.UTF8.GetBytes(id, text[length..]);
        }

        _ = SHA256.HashData(text[..length], hash);
    }
}
