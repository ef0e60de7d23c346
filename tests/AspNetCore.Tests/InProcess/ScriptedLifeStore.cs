using Verifier.AspNetCore.InProcess;
using Verifier.Replay;

namespace Verifier.AspNetCore.Tests.InProcess;

/// <summary>A store in memory that does to writes what a disk may do.</summary>
internal sealed class ScriptedLifeStore : ILifeStore
{
    public enum Fate
    {
        Stored,
        FailsBefore,
        FailsAfter,
    }

    public StoredLife? Life { get; set; }

    public ReadOnlyMemory<byte> Ledger { get; set; }

    public bool IsFirstStart { get; set; } = true;

    public Fate Next { get; set; }

    /// <summary>What writes wait for before their fate.</summary>
    public Task Disk { get; set; } = Task.CompletedTask;

    public int Writes { get; private set; }

    public ValueTask<StoredLedger> ReadAsync() => new(new StoredLedger(Life, Ledger, IsFirstStart && Life is null));

    public async ValueTask<LifeWrite> WriteAsync(StoredLife? expected, StoredLife record, ReadOnlyMemory<byte> ledger)
    {
        Writes++;
        await Disk;
        switch (Next)
        {
            case Fate.FailsBefore:
                return LifeWrite.Unknown;
            case var _ when expected != Life:
                return LifeWrite.Refused;
        }

        (Life, Ledger, IsFirstStart) = (record, ledger, false);
        return Next is Fate.Stored ? LifeWrite.Stored : LifeWrite.Unknown;
    }
}
