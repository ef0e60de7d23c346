using Microsoft.Data.Sqlite;

namespace Verifier.Standalone.Tests;

/// <summary>Looks into <c>verifier.db</c>, and changes it as no Verifier would.</summary>
internal static class StateDatabase
{
    public static long Number(string path, string sql)
    {
        using SqliteConnection database = Open(path);
        using SqliteCommand command = new(sql, database);
        return (long)command.ExecuteScalar()!;
    }

    public static int Run(string path, string sql)
    {
        using SqliteConnection database = Open(path);
        using SqliteCommand command = new(sql, database);
        return command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        SqliteConnection database = new($"Data Source={path};Pooling=False");
        database.Open();
        return database;
    }
}
