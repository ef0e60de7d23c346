using Verifier.Jose;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.AccessTokens;

/// <summary>An entry of the verified-token cache: good only for the policy version and while its key is in the issuer's set. It does not hold the signature, so that nobody finds a usable token in it.</summary>
internal sealed class VerifiedToken
{
    public VerifiedToken(AccessToken token, PresentedToken presented, byte[] signingInput, IssuerPolicy issuer, SignatureKey key, long policyVersion)
    {
        Token = token;
        Issuer = issuer;
        Key = key;
        PolicyVersion = policyVersion;
        SigningInput = signingInput;

        // Nobody asks for these where there is no proof.
        if (token.Thumbprint is { } thumbprint)
        {
            TextHash = presented.Hash();
            ReplayKey = ProofUse.KeyOf(token.Tenant, thumbprint);
        }
    }

    public AccessToken Token { get; }

    /// <summary>Whose keys must still hold <see cref="Key"/>.</summary>
    public IssuerPolicy Issuer { get; }

    /// <summary>The key that its signature was checked with.</summary>
    public SignatureKey Key { get; }

    /// <summary>The policy that its claims were judged by.</summary>
    public long PolicyVersion { get; }

    /// <summary>What was signed: header, dot and payload as they came.</summary>
    public ReadOnlyMemory<byte> SigningInput { get; }

    /// <summary>Of a token that is bound to a proof key: the hash that a proof's <c>ath</c> must be.</summary>
    public TokenHash TextHash { get; }

    /// <summary>Of a token that is bound to a proof key: that key's number in the replay ledger.</summary>
    public ulong ReplayKey { get; }
}
