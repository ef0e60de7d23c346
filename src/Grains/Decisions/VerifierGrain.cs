using Microsoft.Extensions.Options;
using Verifier.Telemetry;

namespace Verifier.Grains;

/// <summary>Judges on the silo that the caller is at, with the silo's own leases.</summary>
[StatelessWorker]
[Reentrant]
internal sealed class VerifierGrain(DecisionMeter verifier, IOptions<VerifierClusterOptions> options) : Grain, IVerifierGrain
{
    public async ValueTask<VerifyAnswer> VerifyAsync(VerifyRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!AccessDemand.TryCreate(
            request.Scopes, request.Audiences, request.RequiredClaims, request.AcrValues, request.MaxAgeSeconds, out AccessDemand demand, out IReadOnlyList<string> faults))
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(request));
        }

        AccessRequest asked = new()
        {
            Tenant = request.Tenant,
            Authorization = HeaderField.From(request.Authorization),
            DPoP = HeaderField.From(request.DPoP),
            Method = request.Method,
            Url = request.Url,
            ClientCertificate = request.ClientCertificate,
            Demand = demand,
        };
        return ToAnswer(await verifier.VerifyAsync(asked, options.Value.Clock.GetUtcNow().ToUnixTimeSeconds(), CancellationToken.None));
    }

    private static VerifyAnswer ToAnswer(Verdict verdict)
    {
        VerifyAnswer answer = new()
        {
            Allowed = verdict.IsAllowed,
            DecisionId = verdict.DecisionId,
            Tenant = verdict.Tenant,
            Reason = verdict.IsAllowed ? null : Refusals.Of(verdict.Reason).Code,
            Status = verdict.Status,
            Error = verdict.Error,
            ErrorDescription = verdict.ErrorDescription,
            Challenges = [.. verdict.Challenges],
            Nonce = verdict.Nonce,
            RetryAfterSeconds = verdict.RetryAfterSeconds,
            Scheme = verdict.Scheme,
        };
        return verdict.Token is not { } token ? answer : answer with
        {
            Issuer = token.Issuer,
            Subject = token.Subject,
            ClientId = token.ClientId,
            Scopes = [.. token.Scopes],
            Claims = token.Claims.ToArray(),
            Thumbprint = token.Thumbprint,
            Actor = token.Actor,
            DelegationChain = [.. token.DelegationChain],
        };
    }
}
