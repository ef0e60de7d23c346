using Microsoft.Extensions.Logging;
using Verifier.Grains.Storage;
using Verifier.Replay;

namespace Verifier.Grains.Keys;

/// <summary>The last good keys in the store. Keys can be fetched without one, so nothing fails where it does.</summary>
internal sealed class KeyRecord(StoredState<StoredKeys> record, string name, ILogger logger)
{
    /// <summary>Ends when what was to be stored is, or could not be.</summary>
    public Task Stored { get; private set; } = Task.CompletedTask;

    /// <summary>What is stored; null: nothing, or it cannot be read.</summary>
    public async Task<StoredKeys?> ReadAsync()
    {
        try
        {
            return await record.ReadAsync();
        }
        catch (Exception failure)
        {
            Log.KeysNotRead(logger, name, failure.GetType().Name);
            return null;
        }
    }

    /// <summary>Stores keys, after those before them, unless newer ones are there.</summary>
    public Task StoreAsync(StoredKeys keys) => Stored = StoredAfterAsync(Stored, keys);

    private async Task StoredAfterAsync(Task before, StoredKeys keys)
    {
        await before;

        // A write that is refused or in doubt is tried once more, against what is stored; another activation's keys that are newer stay.
        for (int i = 0; i < 2 && await record.WriteAsync(keys) is not LifeWrite.Stored; i++)
        {
            if (await ReadAsync() is { } stored && stored.Epoch >= keys.Epoch)
            {
                return;
            }
        }
    }
}
