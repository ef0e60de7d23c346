using Microsoft.Data.Sqlite;

namespace Verifier.Standalone.State;

/// <summary>Statements with their values; never text put together with a value.</summary>
internal static class Sql
{
    /// <summary>Runs a statement and says how many rows it changed.</summary>
    public static int Run(this SqliteConnection database, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = database.Prepare(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>A single number.</summary>
    public static long Number(this SqliteConnection database, string sql)
    {
        using SqliteCommand command = database.Prepare(sql);
        return (long)(command.ExecuteScalar() ?? 0L);
    }

    /// <summary>Every row.</summary>
    public static List<T> List<T>(this SqliteConnection database, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using SqliteCommand command = database.Prepare(sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    // CA2100: the statements are constants of ours.
#pragma warning disable CA2100
    private static SqliteCommand Prepare(this SqliteConnection database, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        SqliteCommand command = database.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in values)
        {
            _ = command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
#pragma warning restore CA2100
}
