using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.Explanations;

/// <summary>
/// Explains the verdict on a request: has a verifier of its own judge it, and finds the check that the verdict's reason belongs to. Records no proof and remembers nothing. Thread-safe.
/// </summary>
/// <param name="tenants">Who is there.</param>
/// <param name="keys">The issuers' keys; an unknown <c>kid</c> asks for newer ones as any decision does.</param>
/// <param name="tenantByToken">As for <see cref="TokenVerifier"/>.</param>
public sealed class TokenExplainer(ITenantSource tenants, IKeySource keys, bool tenantByToken = true)
{
    /// <summary>The latest moment that can be judged at, Unix seconds: the end of the year 9999. The earliest is 0.</summary>
    public const long Latest = 253_402_300_799;

    /// <summary>Judges one request at one moment, and explains the verdict.</summary>
    /// <param name="request">The request.</param>
    /// <param name="at">Unix seconds, 0 to <see cref="Latest"/>. Tenants, keys and revocations are those of the present in any case.</param>
    /// <param name="cancellationToken">Gives up waiting for keys.</param>
    /// <exception cref="ArgumentOutOfRangeException">The moment is none that can be judged at.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<Explanation> ExplainAsync(AccessRequest request, long at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(at, Latest);

        // A verifier for this request alone: nothing of it is held in a cache afterwards, and no cache answers in a check's place.
        Witness witness = new(tenants, keys);
        Verdict verdict = await new TokenVerifier(witness, witness, witness, tenantByToken).VerifyAsync(request, at, cancellationToken);
        return new Explanation(verdict, at, CheckList.Explain(verdict.Reason, new Reading(request, witness, at)));
    }
}
