using Verifier.Nonces;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.DPoP;

/// <summary>A proof's claims (RFC 9449 section 4.2), typed; nothing of it is believed before <see cref="ProofVerifier"/> has said so.</summary>
internal sealed class ProofClaims
{
    /// <summary>The thumbprint of the key that the proof was made with.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>The <c>jti</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The <c>htm</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The <c>htu</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The <c>ath</c>, UTF-8.</summary>
    public required ReadOnlyMemory<byte> TokenHash { get; init; }

    /// <summary>The <c>iat</c>, Unix seconds.</summary>
    public required double IssuedAt { get; init; }

    /// <summary>The <c>exp</c>, or null.</summary>
    public double? ExpiresAt { get; init; }

    /// <summary>The <c>nbf</c>, or null.</summary>
    public double? NotBefore { get; init; }

    /// <summary>Whether the proof carries a nonce, genuine or not.</summary>
    public bool HasNonce { get; init; }

    /// <summary>What the nonce says; null when there is none, or it is not one of ours for this tenant.</summary>
    public NonceClaims? Nonce { get; init; }

    /// <summary>The proof's time: its nonce's mint second if it carries one, else its <c>iat</c>, rounded down.</summary>
    public long Time => Nonce?.MintedAt ?? (long)Math.Floor(IssuedAt);

    /// <summary>The use to record in the replay ledger.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The number of the proof's key, see <see cref="ProofUse.KeyOf"/>.</param>
    public ProofUse ToUse(TenantPolicy tenant, ulong key)
    {
        UInt128 request = new((ulong)Random.Shared.NextInt64(), (ulong)Random.Shared.NextInt64());
        return new ProofUse(tenant.Name, key, ProofUse.ProofOf(Id), Time, Nonce?.Life ?? default, tenant.DPoP.ProofLifetime, tenant.ReplayBudget, request);
    }
}
