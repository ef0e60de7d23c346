using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.InProcess;

/// <summary>What the owners in one process tell operators about what they have stored.</summary>
internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Information, "The ledger of used DPoP proofs begins a life: {How}")]
    public static partial void Begins(ILogger logger, string how);

    [LoggerMessage(1302, LogLevel.Error, "The life of the ledger of used DPoP proofs cannot be read: {Fault}; requests with a proof are answered with 503 until it can be")]
    public static partial void NotRead(ILogger logger, string fault);

    [LoggerMessage(1303, LogLevel.Warning, "The ledger of used DPoP proofs was not handed over; after the next start proofs older than that start need a nonce")]
    public static partial void NotClosed(ILogger logger);

    [LoggerMessage(1304, LogLevel.Warning, "Tenant {Tenant} is configured, so the one of that name that was put over HTTP is not used; it stays stored, and counts again when it is no longer configured")]
    public static partial void Shadowed(ILogger logger, string tenant);

    [LoggerMessage(1305, LogLevel.Error, "Tenant {Tenant} was put over HTTP and is not allowed any more ({Fault}); its requests are answered with 503 until that is mended here, or the tenant is put anew or deleted")]
    public static partial void Unusable(ILogger logger, string tenant, string fault);

    [LoggerMessage(1306, LogLevel.Warning, "Tenant {Tenant} takes DPoP-bound tokens as Bearer, so a stolen one passes: acceptBoundTokensAsBearer is for migration only")]
    public static partial void BoundTokensAsBearer(ILogger logger, string tenant);
}
