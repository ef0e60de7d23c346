using Microsoft.Data.Sqlite;

namespace Verifier.Standalone.State;

/// <summary>What <c>verifier.db</c> looks like. A later version adds a step; a step that was released is never changed.</summary>
internal static class Schema
{
    /// <summary>Marks the file as ours (<c>PRAGMA application_id</c>): "VRFR".</summary>
    public const long ApplicationId = 0x56524652;

    /// <summary>Each leads from the version that is its index to the next; tables are strict, so that nothing of a wrong type gets in.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE installation (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL) STRICT;
        INSERT INTO installation (id, version) VALUES (1, 0);
        CREATE TABLE tenants (name TEXT PRIMARY KEY, settings BLOB NOT NULL, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE revocations (
            tenant TEXT NOT NULL, id TEXT NOT NULL, target INTEGER NOT NULL, value TEXT NOT NULL, issuer TEXT,
            issued_before INTEGER NOT NULL, expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE nonce_secrets (
            tenant TEXT NOT NULL, place INTEGER NOT NULL, id INTEGER NOT NULL, secret BLOB NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, place)) STRICT, WITHOUT ROWID;
        CREATE TABLE issuer_keys (
            tenant TEXT NOT NULL, issuer TEXT NOT NULL, internal INTEGER NOT NULL, jwks BLOB NOT NULL, fetched_at INTEGER NOT NULL, PRIMARY KEY (tenant, issuer, internal)) STRICT;
        CREATE TABLE lives (shard INTEGER PRIMARY KEY, number INTEGER NOT NULL, life BLOB NOT NULL, lease_end INTEGER NOT NULL, closed INTEGER NOT NULL, ledger BLOB) STRICT;
        CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, tenant TEXT NOT NULL, detail TEXT) STRICT;
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Latest => Steps.Length;

    /// <summary>Brings a database from a version (0: empty) to the latest, in one step.</summary>
    public static void Migrate(SqliteConnection database, long from)
    {
        if (from == Latest)
        {
            return;
        }

        using SqliteTransaction transaction = database.BeginTransaction(deferred: false);
        for (long version = from; version < Latest; version++)
        {
            database.Run(Steps[version]);
        }

        database.Run($"PRAGMA application_id = {ApplicationId}");
        database.Run($"PRAGMA user_version = {Latest}");
        transaction.Commit();
    }
}
