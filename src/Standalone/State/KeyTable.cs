using Microsoft.Data.Sqlite;
using Verifier.AspNetCore.InProcess;
using Verifier.Tenants;

namespace Verifier.Standalone.State;

/// <summary>The last good key sets.</summary>
internal static class KeyTable
{
    public static List<StoredKeys> Read(SqliteConnection database) => database.List(
        "SELECT tenant, issuer, internal, jwks, fetched_at FROM issuer_keys",
        row => new StoredKeys(row.GetString(0), new IssuerPolicy(row.GetString(1), row.GetInt64(2) != 0), row.GetFieldValue<byte[]>(3), row.GetInt64(4)));

    public static void Keep(SqliteConnection database, StoredKeys keys) => _ = database.Run(
        """
        INSERT INTO issuer_keys (tenant, issuer, internal, jwks, fetched_at) VALUES ($tenant, $issuer, $internal, $jwks, $fetchedAt)
        ON CONFLICT DO UPDATE SET jwks = excluded.jwks, fetched_at = excluded.fetched_at
        """,
        ("$tenant", keys.Tenant), ("$issuer", keys.Issuer.Issuer), ("$internal", keys.Issuer.IsInternal ? 1 : 0), ("$jwks", keys.Jwks.ToArray()), ("$fetchedAt", keys.FetchedAt));

    public static void Forget(SqliteConnection database, string tenant, IReadOnlyCollection<IssuerPolicy> except)
    {
        var held = database.List("SELECT issuer, internal FROM issuer_keys WHERE tenant = $tenant", row => new IssuerPolicy(row.GetString(0), row.GetInt64(1) != 0), ("$tenant", tenant));
        foreach (IssuerPolicy issuer in held.Except(except))
        {
            _ = database.Run(
                "DELETE FROM issuer_keys WHERE tenant = $tenant AND issuer = $issuer AND internal = $internal",
                ("$tenant", tenant), ("$issuer", issuer.Issuer), ("$internal", issuer.IsInternal ? 1 : 0));
        }
    }
}
