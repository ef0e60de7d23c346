using Verifier.Tenants;

namespace Verifier.Keys;

/// <summary>The port through which the keys' owner reaches an issuer: discovery, then its JWKS.</summary>
public interface IKeyFetcher
{
    /// <summary>Fetches an issuer's keys; every fault is an answer in words that an operator can act on, never an exception (save cancellation).</summary>
    ValueTask<KeyFetch> FetchAsync(IssuerPolicy issuer, CancellationToken cancellationToken);
}
