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
        Hangs,
    }

    private readonly TaskCompletionSource<LifeWrite> _never = new();

    public StoredLife? Life { get; set; }

    public ReadOnlyMemory<byte> Ledger { get; set; }

    public bool IsFirstStart { get; set; } = true;

    public Fate Next { get; set; }

    public int Writes { get; private set; }

    public ValueTask<StoredLedger> ReadAsync() => new(new StoredLedger(Life, Ledger, IsFirstStart && Life is null));

    public ValueTask<LifeWrite> WriteAsync(StoredLife? expected, StoredLife record, ReadOnlyMemory<byte> ledger)
    {
        Writes++;
        switch (Next)
        {
            case Fate.Hangs:
                return new(_never.Task);
            case Fate.FailsBefore:
                return new(LifeWrite.Unknown);
            case var _ when expected != Life:
                return new(LifeWrite.Refused);
        }

        (Life, Ledger, IsFirstStart) = (record, ledger, false);
        return new(Next is Fate.Stored ? LifeWrite.Stored : LifeWrite.Unknown);
    }
}
