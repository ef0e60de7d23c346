using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Hosting;

/// <summary>What whoever runs a verifier should know of a start.</summary>
internal static partial class SetupLog
{
    /// <summary>Writes what is worth attention in a setup.</summary>
    /// <param name="logger">Where it goes.</param>
    /// <param name="setup">The setup.</param>
    /// <param name="tenants">The tenants that there are, from configuration and otherwise; null where that is not known yet.</param>
    public static void Write(ILogger logger, VerifierSetup setup, TenantIndex? tenants)
    {
        ArgumentNullException.ThrowIfNull(setup);
        foreach (string remark in setup.Remarks)
        {
            Remark(logger, remark);
        }

        if (tenants?.Names.Count == 0)
        {
            NoTenants(logger);
        }

        foreach (TenantPolicy tenant in setup.Tenants.Where(tenant => tenant.AcceptsBoundTokensAsBearer))
        {
            BoundTokensAsBearer(logger, tenant.Name);
        }

        if (setup.Fetch.AllowHttpLoopback)
        {
            HttpLoopback(logger);
        }
    }

    [LoggerMessage(3006, LogLevel.Warning, "{Variable} is set, so this may be one of several replicas. They share no ledger of used proofs: a DPoP proof can pass once at each. Run Verifier as a service, or on a cluster, and let the replicas ask it")]
    public static partial void LikelyReplicas(ILogger logger, string variable);

    [LoggerMessage(3002, LogLevel.Warning, "No tenant is configured, so every request is refused until one is put: set Verifier:Tenants, or AUTH0_DOMAIN and AUTH0_AUDIENCE, or put one through /v1/tenants")]
    private static partial void NoTenants(ILogger logger);

    [LoggerMessage(3003, LogLevel.Warning, "Verifier:Fetch:AllowHttpLoopback is true: issuers may be plain HTTP on loopback addresses, for development and tests only")]
    private static partial void HttpLoopback(ILogger logger);

    [LoggerMessage(3004, LogLevel.Warning, "{Remark}")]
    private static partial void Remark(ILogger logger, string remark);

    [LoggerMessage(3005, LogLevel.Warning, "Tenant {Tenant} takes DPoP-bound tokens as Bearer, so a stolen one passes: acceptBoundTokensAsBearer is for migration only")]
    private static partial void BoundTokensAsBearer(ILogger logger, string tenant);
}
