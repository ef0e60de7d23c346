using Microsoft.Data.Sqlite;
using Verifier.AspNetCore.InProcess;

namespace Verifier.Standalone.State;

/// <summary>Opens <c>verifier.db</c>: makes it, checks it, brings it to the present schema; or says in one sentence why not, and changes nothing.</summary>
internal static class StateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // For how long a statement waits for somebody who reads the file, to back it up.
    private const int BusySeconds = 4;

    /// <exception cref="StateException">It cannot be used.</exception>
    public static SqliteConnection Open(StateDirectory directory)
    {
        string path = directory.Database;
        try
        {
            if (!File.Exists(path))
            {
                Make(directory, path);
            }
            else
            {
                Check(path);
            }

            SqliteConnection database = Connect(path);
            try
            {
                Verify(database, path);
                return database;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
        catch (Exception refused) when (refused is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StateException(FaultOf(refused, path));
        }
    }

    // Beside its place first, and whole: so a file that is empty in its place has lost what was in it, and is never taken for a new one.
    private static void Make(StateDirectory directory, string path)
    {
        string beside = directory.In("verifier.db.new");
        File.Delete(beside);
        File.Delete($"{beside}-journal");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        new FileStream(beside, options).Dispose();
        using (SqliteConnection database = Connect(beside))
        {
            // What the ledger of a closed life took is given back to the file system when it is taken. It has to be said before there is a table.
            _ = database.Run("PRAGMA auto_vacuum = FULL");
            Schema.Migrate(database, 0);
        }

        File.Move(beside, path);
        DurableFile.FlushDirectoryOf(path);
    }

    private static void Check(string path)
    {
        if (new FileInfo(path).Length == 0)
        {
            throw new StateException($"{path} is empty, and was not when it was made; restore a backup, or delete it to begin anew without what was stored.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            // It holds nonce secrets. A restored backup often comes with another mode; nobody is served by refusing it.
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    private static SqliteConnection Connect(string path)
    {
        SqliteConnectionStringBuilder text = new() { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = BusySeconds };
        SqliteConnection database = new(text.ToString());
        try
        {
            database.Open();

            // DELETE: between transactions this one file is the whole state, so that a copy of it is a backup. EXTRA is FULL and more: without it the deleted journal could come back with a power failure,
            // and take an acknowledged transaction along.
            _ = database.Run("PRAGMA journal_mode = DELETE");
            _ = database.Run("PRAGMA synchronous = EXTRA");
            _ = database.Run("PRAGMA trusted_schema = OFF");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void Verify(SqliteConnection database, string path)
    {
        long version = database.Number("PRAGMA user_version");
        if (database.Number("PRAGMA application_id") != Schema.ApplicationId)
        {
            throw new StateException($"{path} is a database of another program; move it away, or give Verifier a directory of its own in Verifier:DataDirectory.");
        }

        if (version > Schema.Latest)
        {
            throw new StateException($"{path} has schema version {version}, and this Verifier knows versions up to {Schema.Latest}; start the newer Verifier that wrote it, or restore a backup from before it.");
        }

        if (database.List("PRAGMA quick_check(1)", row => row.GetString(0)) is not ["ok"])
        {
            throw new StateException(Damaged(path, "its structure is broken"));
        }

        Schema.Migrate(database, version);

        // Says at the start, and not at the first change, that the disk is full or the file may not be written.
        _ = database.Run("UPDATE installation SET version = version");
    }

    private static string FaultOf(Exception refused, string path) => refused switch
    {
        SqliteException { SqliteErrorCode: SqliteCodes.NotADatabase or SqliteCodes.Corrupt } => Damaged(path, "it is no SQLite database, or a part of one"),
        SqliteException { SqliteErrorCode: SqliteCodes.Full } => $"{path} cannot be written, because the disk is full.",
        SqliteException { SqliteErrorCode: SqliteCodes.ReadOnly or SqliteCodes.CannotOpen } => $"{path} cannot be written: it or its directory is read-only, or not this user's.",
        SqliteException fault => $"{path} cannot be used: {SqliteCodes.Explain(fault)}.",
        _ => $"{path} cannot be used: {refused.Message}",
    };

    private static string Damaged(string path, string how) => $"{path} is damaged ({how}); restore a backup, or delete it to begin anew without what was stored.";
}
