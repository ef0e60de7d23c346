using System.Globalization;
using Microsoft.Data.Sqlite;
using Verifier.AspNetCore.InProcess;
using Verifier.Nonces;
using Verifier.Tenants;

namespace Verifier.Standalone.State;

/// <summary>Tenants, their revocations and nonce secrets, the version given out last, and the audit log.</summary>
internal static class TenantTables
{
    /// <summary>How many entries the audit log keeps.</summary>
    public const int AuditEntries = 100_000;

    public static StoredTenants Read(SqliteConnection database)
    {
        var settings = database
            .List("SELECT name, settings, version FROM tenants", row => (Name: row.GetString(0), Settings: row.GetFieldValue<byte[]>(1), Version: row.GetInt64(2)))
            .ToDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        ILookup<string, Revocation> revocations = database
            .List("SELECT tenant, id, target, value, issuer, issued_before, expires_at, created_at FROM revocations", row => (Tenant: row.GetString(0), Revocation: ReadRevocation(row)))
            .ToLookup(row => row.Tenant, row => row.Revocation, StringComparer.Ordinal);
        ILookup<string, NonceSecret> secrets = database
            .List(
                "SELECT tenant, id, secret, created_at FROM nonce_secrets ORDER BY tenant, place",
                row => (Tenant: row.GetString(0), Secret: new NonceSecret(row.GetByte(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3))))
            .ToLookup(row => row.Tenant, row => row.Secret, StringComparer.Ordinal);

        IEnumerable<string> names = settings.Keys.Concat(revocations.Select(group => group.Key)).Concat(secrets.Select(group => group.Key)).Distinct(StringComparer.Ordinal);
        return new StoredTenants(
            database.Number("SELECT version FROM installation"),
            [.. names.Select(name => settings.TryGetValue(name, out var tenant)
                ? new StoredTenant(name, tenant.Settings, tenant.Version, [.. revocations[name]], [.. secrets[name]])
                : new StoredTenant(name, default, 0, [.. revocations[name]], [.. secrets[name]]))]);
    }

    public static void Write(SqliteConnection database, long version, IReadOnlyList<TenantWrite> writes, IReadOnlyList<AuditEntry> audit)
    {
        using SqliteTransaction transaction = database.BeginTransaction(deferred: false);
        _ = database.Run("UPDATE installation SET version = max(version, $version)", ("$version", version));
        foreach (TenantWrite write in writes)
        {
            Write(database, write);
        }

        foreach (AuditEntry entry in audit)
        {
            _ = database.Run(
                "INSERT INTO audit (at, who, what, tenant, detail) VALUES ($at, $who, $what, $tenant, $detail)",
                ("$at", entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), ("$who", entry.Who), ("$what", entry.What), ("$tenant", entry.Tenant), ("$detail", entry.Detail));
        }

        if (audit.Count > 0)
        {
            _ = database.Run("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - $kept", ("$kept", AuditEntries));
        }

        transaction.Commit();
    }

    private static void Write(SqliteConnection database, TenantWrite write)
    {
        switch (write)
        {
            case TenantWrite.Put put:
                _ = database.Run(
                    "INSERT INTO tenants (name, settings, version) VALUES ($name, $settings, $version) ON CONFLICT DO UPDATE SET settings = excluded.settings, version = excluded.version",
                    ("$name", put.Tenant), ("$settings", put.Settings.ToArray()), ("$version", put.Version));
                break;
            case TenantWrite.Delete delete:
                foreach (string sql in (string[])
                    [
                        "DELETE FROM tenants WHERE name = $tenant", "DELETE FROM revocations WHERE tenant = $tenant",
                        "DELETE FROM nonce_secrets WHERE tenant = $tenant", "DELETE FROM issuer_keys WHERE tenant = $tenant",
                    ])
                {
                    _ = database.Run(sql, ("$tenant", delete.Tenant));
                }

                break;
            case TenantWrite.Revoke { Revocation: { } revocation } revoke:
                _ = database.Run("DELETE FROM revocations WHERE tenant = $tenant AND expires_at <= $now", ("$tenant", revoke.Tenant), ("$now", revocation.CreatedAt));
                _ = database.Run(
                    """
                    INSERT INTO revocations (tenant, id, target, value, issuer, issued_before, expires_at, created_at)
                    VALUES ($tenant, $id, $target, $value, $issuer, $issuedBefore, $expiresAt, $createdAt)
                    """,
                    ("$tenant", revoke.Tenant), ("$id", revocation.Id), ("$target", (int)revocation.Target), ("$value", revocation.Value), ("$issuer", revocation.Issuer),
                    ("$issuedBefore", revocation.IssuedBefore), ("$expiresAt", revocation.ExpiresAt), ("$createdAt", revocation.CreatedAt));
                break;
            case TenantWrite.Restore restore:
                _ = database.Run("DELETE FROM revocations WHERE tenant = $tenant AND id = $id", ("$tenant", restore.Tenant), ("$id", restore.RevocationId));
                break;
            case TenantWrite.Secrets secrets:
                _ = database.Run("DELETE FROM nonce_secrets WHERE tenant = $tenant", ("$tenant", secrets.Tenant));
                for (int place = 0; place < secrets.Nonces.Secrets.Count; place++)
                {
                    NonceSecret secret = secrets.Nonces.Secrets[place];
                    _ = database.Run(
                        "INSERT INTO nonce_secrets (tenant, place, id, secret, created_at) VALUES ($tenant, $place, $id, $secret, $createdAt)",
                        ("$tenant", secrets.Tenant), ("$place", place), ("$id", (int)secret.Id), ("$secret", secret.Secret.ToArray()), ("$createdAt", secret.CreatedAt));
                }

                break;
            default:
                throw new NotSupportedException($"There is no table for {write.GetType().Name}.");
        }
    }

    private static Revocation ReadRevocation(SqliteDataReader row) => new(
        row.GetString(1), (RevocationTarget)row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));
}
