using Verifier.AspNetCore.Configuration;
using Verifier.Tenants;

namespace Verifier.Standalone;

/// <summary>What an operator should know of a start.</summary>
internal static partial class StartLog
{
    public static void Write(ILogger logger, VerifierSetup setup, string? keyFile)
    {
        if (keyFile is not null)
        {
            AdminKey(logger, keyFile);
        }

        foreach (string remark in setup.Remarks)
        {
            Remark(logger, remark);
        }

        if (setup.Tenants.Count == 0)
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

    [LoggerMessage(3001, LogLevel.Information, "No admin key is configured; the one in {File} is used")]
    private static partial void AdminKey(ILogger logger, string file);

    [LoggerMessage(3002, LogLevel.Warning, "No tenant is configured, so every request is refused until one is put: set Verifier:Tenants, or AUTH0_DOMAIN and AUTH0_AUDIENCE, or put one through /v1/tenants")]
    private static partial void NoTenants(ILogger logger);

    [LoggerMessage(3003, LogLevel.Warning, "Verifier:Fetch:AllowHttpLoopback is true: issuers may be plain HTTP on loopback addresses, for development and tests only")]
    private static partial void HttpLoopback(ILogger logger);

    [LoggerMessage(3005, LogLevel.Warning, "Tenant {Tenant} takes DPoP-bound tokens as Bearer, so a stolen one passes: acceptBoundTokensAsBearer is for migration only")]
    private static partial void BoundTokensAsBearer(ILogger logger, string tenant);

    [LoggerMessage(3004, LogLevel.Warning, "{Remark}")]
    private static partial void Remark(ILogger logger, string remark);
}
