using Verifier.AccessTokens;
using Verifier.DPoP;

namespace Verifier;

/// <summary>What a front end remembers for one tenant; nothing of it is shared between tenants.</summary>
internal sealed class TenantCaches
{
    // About 3 KiB an entry, of a payload of one: a tenant that fills it costs some 60 MB, and 200 MB with payloads as large as are remembered.
    public const int MaxTokens = 20_000;

    // An imported key costs some 10 KiB of native memory.
    private const int MaxProofKeys = 4_096;

    /// <summary>Verified tokens by hash.</summary>
    public BoundedCache<TokenHash, VerifiedToken> Tokens { get; } = new(MaxTokens);

    /// <summary>Proof keys by thumbprint, imported; only keys that a verified token is bound to.</summary>
    public BoundedCache<string, ProofKey> ProofKeys { get; } = new(MaxProofKeys);
}
