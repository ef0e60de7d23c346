using Verifier.Replay;

namespace Verifier.Tests.Replay;

/// <summary>A store with ETags, the one thing that all nodes share.</summary>
internal sealed class LifeStore
{
    private int _writes;

    public StoredLife? Record { get; private set; }

    public byte[] Ledger { get; private set; } = [];

    public int ETag { get; private set; }

    public bool IsNew { get; set; }

    public List<SentWrite> Late { get; } = [];

    public void Put(StoredLife record, byte[] ledger)
    {
        (Record, Ledger, IsNew) = (record, ledger, false);
        ETag = ++_writes;
    }

    public void Land(SentWrite? write)
    {
        if (write is { Landed: null })
        {
            bool fits = write.Against == ETag;
            if (fits)
            {
                Put(write.Record, write.Ledger);
            }

            write.Landed = fits ? ETag : -1;
        }
    }

    public void Lose()
    {
        if (Record is not null)
        {
            (Record, Ledger) = (null, []);
            ETag = ++_writes;
        }
    }
}
