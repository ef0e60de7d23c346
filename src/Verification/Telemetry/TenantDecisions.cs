namespace Verifier.Telemetry;

/// <summary>One tenant's decisions in an hour.</summary>
/// <param name="Tenant">Its name; <c>(none)</c> and <c>(other)</c> are no tenants'.</param>
/// <param name="Allowed">How many requests were allowed.</param>
/// <param name="Refused">How many were refused.</param>
/// <param name="Unavailable">How many had no answer: status 503.</param>
public sealed record TenantDecisions(string Tenant, long Allowed, long Refused, long Unavailable)
{
    internal static TenantDecisions Of(string tenant, DecisionTally total)
    {
        long unavailable = Enum.GetValues<Reason>().Where(reason => Refusals.Of(reason).IsUnavailable).Sum(reason => (long)total.Reasons[(int)reason]);
        long allowed = total.Reasons[(int)Reason.None];
        return new TenantDecisions(tenant, allowed, total.Reasons.Sum(count => (long)count) - allowed - unavailable, unavailable);
    }
}
