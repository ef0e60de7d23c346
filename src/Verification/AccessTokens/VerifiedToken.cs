using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.AccessTokens;

/// <summary>An entry of the verified-token cache: good only for the policy version and while its key is in the issuer's set.</summary>
/// <param name="Token">The token.</param>
/// <param name="Issuer">Whose keys must still hold <paramref name="Key"/>.</param>
/// <param name="Key">The key that its signature was checked with.</param>
/// <param name="PolicyVersion">The policy that its claims were judged by.</param>
internal sealed record VerifiedToken(AccessToken Token, IssuerPolicy Issuer, SignatureKey Key, long PolicyVersion);
