using Microsoft.Data.Sqlite;

namespace Verifier.Standalone.State;

/// <summary>SQLite's primary result codes that mean something to an operator (https://sqlite.org/rescode.html).</summary>
internal static class SqliteCodes
{
    public const int Busy = 5;
    public const int ReadOnly = 8;
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;

    /// <summary>A fault in words; SQLite's own hold no value that was stored.</summary>
    public static string Explain(SqliteException fault) => fault.SqliteErrorCode switch
    {
        Full => "the disk is full",
        ReadOnly => "it is read-only",
        Busy => "another program has it locked",
        InputOutput => $"reading or writing it failed (SQLite {fault.SqliteExtendedErrorCode})",
        _ => $"SQLite says {fault.SqliteExtendedErrorCode}, {fault.Message.TrimEnd('.')}",
    };
}
