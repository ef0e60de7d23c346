using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.InProcess;

namespace Verifier.AspNetCore.Administration;

/// <summary>
/// Every change through administration: who (the name of the key), what, and when. Its category is its own, so that it can be kept apart. Where there is storage, each
/// is stored too, in one step with the change.
/// </summary>
internal sealed partial class AuditLog(ILoggerFactory loggers, TimeProvider clock, ITenantStore? store = null)
{
    /// <summary>The logger's category.</summary>
    public const string Category = "Verifier.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void TenantCreated(string who, string tenant, string etag) => Created(_logger, clock.GetUtcNow(), who, tenant, etag);

    public void TenantReplaced(string who, string tenant, string etag) => Replaced(_logger, clock.GetUtcNow(), who, tenant, etag);

    /// <summary>Beside the entry of the change itself: a choice that makes stolen tokens pass is not to be overlooked.</summary>
    public void BoundTokensAsBearer(string who, string tenant) => Downgraded(_logger, clock.GetUtcNow(), who, tenant);

    public void TenantDeleted(string who, string tenant) => Deleted(_logger, clock.GetUtcNow(), who, tenant);

    /// <summary>Stored here, because no stored change goes with it. That keys are fetched matters more than that it is written down: a store that fails, and says so, does not stop it.</summary>
    public async ValueTask KeysRefreshedAsync(string who, string tenant)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Refreshed(_logger, now, who, tenant);
        if (store is not null)
        {
            _ = await store.WriteAsync(0, [], [new AuditEntry(now, who, "keys.refreshed", tenant, null)]);
        }
    }

    public void RevocationAdded(string who, string tenant, string revocation) => Revoked(_logger, clock.GetUtcNow(), who, tenant, revocation);

    public void RevocationRemoved(string who, string tenant, string revocation) => Restored(_logger, clock.GetUtcNow(), who, tenant, revocation);

    [LoggerMessage(2001, LogLevel.Information, "{At:O}: {Administrator} created tenant {Tenant}, now {ETag}")]
    private static partial void Created(ILogger logger, DateTimeOffset at, string administrator, string tenant, string etag);

    [LoggerMessage(2002, LogLevel.Information, "{At:O}: {Administrator} replaced the policy of tenant {Tenant}, now {ETag}")]
    private static partial void Replaced(ILogger logger, DateTimeOffset at, string administrator, string tenant, string etag);

    [LoggerMessage(2003, LogLevel.Information, "{At:O}: {Administrator} deleted tenant {Tenant}")]
    private static partial void Deleted(ILogger logger, DateTimeOffset at, string administrator, string tenant);

    [LoggerMessage(2004, LogLevel.Information, "{At:O}: {Administrator} had the keys of tenant {Tenant} fetched")]
    private static partial void Refreshed(ILogger logger, DateTimeOffset at, string administrator, string tenant);

    [LoggerMessage(2005, LogLevel.Information, "{At:O}: {Administrator} added revocation {Revocation} to tenant {Tenant}")]
    private static partial void Revoked(ILogger logger, DateTimeOffset at, string administrator, string tenant, string revocation);

    [LoggerMessage(2006, LogLevel.Information, "{At:O}: {Administrator} removed revocation {Revocation} from tenant {Tenant}")]
    private static partial void Restored(ILogger logger, DateTimeOffset at, string administrator, string tenant, string revocation);

    [LoggerMessage(2007, LogLevel.Warning, "{At:O}: {Administrator} has tenant {Tenant} take DPoP-bound tokens as Bearer, so a stolen one passes: for migration only")]
    private static partial void Downgraded(ILogger logger, DateTimeOffset at, string administrator, string tenant);
}
