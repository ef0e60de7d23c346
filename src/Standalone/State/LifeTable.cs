using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Verifier.Replay;

namespace Verifier.Standalone.State;

/// <summary>The life of the replay ledger, and the ledger that a closed one has handed over. There is one shard in one process.</summary>
internal static class LifeTable
{
    private const string IsExpected = "shard = 0 AND number = $wasNumber AND life = $wasLife AND lease_end = $wasLeaseEnd AND closed = $wasClosed";

    public static (StoredLife? Life, byte[] Ledger) Read(SqliteConnection database)
        => database
            .List<(StoredLife? Life, byte[] Ledger)>(
                "SELECT number, life, lease_end, closed, ledger FROM lives WHERE shard = 0",
                row => (
                    new StoredLife(row.GetInt64(0), new LifeId(BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(1))), row.GetInt64(2), row.GetInt64(3) != 0),
                    row.IsDBNull(4) ? [] : row.GetFieldValue<byte[]>(4)))
            .FirstOrDefault((null, []));

    /// <summary>Writes if what is stored is what is expected; the condition and the write are one statement, and so is the ledger.</summary>
    public static LifeWrite Write(SqliteConnection database, StoredLife? expected, StoredLife record, ReadOnlyMemory<byte> ledger)
    {
        string sql = expected is null
            ? "INSERT INTO lives (shard, number, life, lease_end, closed, ledger) VALUES (0, $number, $life, $leaseEnd, $closed, $ledger) ON CONFLICT DO NOTHING"
            : $"UPDATE lives SET number = $number, life = $life, lease_end = $leaseEnd, closed = $closed, ledger = $ledger WHERE {IsExpected}";
        List<(string, object?)> values =
        [
            ("$number", record.Number), ("$life", Bytes(record.Id)), ("$leaseEnd", record.LeaseEnd), ("$closed", record.IsClosed ? 1 : 0), ("$ledger", ledger.IsEmpty ? null : ledger.ToArray()),
        ];
        if (expected is not null)
        {
            values.AddRange(("$wasNumber", expected.Number), ("$wasLife", Bytes(expected.Id)), ("$wasLeaseEnd", expected.LeaseEnd), ("$wasClosed", expected.IsClosed ? 1 : 0));
        }

        return database.Run(sql, [.. values]) == 1 ? LifeWrite.Stored : LifeWrite.Refused;
    }

    private static byte[] Bytes(LifeId life)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, life.Value);
        return bytes;
    }
}
