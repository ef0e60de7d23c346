using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Verifier.Replay;

namespace Verifier.Grains.Storage;

/// <summary>
/// One grain's stored record, written only on the condition that it is still as it was last read or written here. Not the runtime's persistent state: that one cannot tell a refused write from one whose
/// outcome is unknown, and what it holds is shown by dashboards.
/// </summary>
internal sealed class StoredState<T>(IGrainStorage storage, string name, GrainId grain, ILogger logger)
    where T : class, new()
{
    // A store that does not answer is not waited for; what it does later shows in the ETag.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private string? _etag;
    private bool _exists;

    /// <summary>The record; null when there is none.</summary>
    /// <exception cref="Exception">The store cannot be asked.</exception>
    public async Task<T?> ReadAsync()
    {
        // An object of its own for each operation: one that is late must not change what a later one has found.
        GrainState<T> state = new();
        await storage.ReadStateAsync(name, grain, state).WaitAsync(Limit);
        _etag = state.ETag;
        _exists = state.RecordExists;
        return _exists ? state.State : null;
    }

    /// <summary>Writes the record if it is still the one last seen. After <see cref="LifeWrite.Refused"/> and <see cref="LifeWrite.Unknown"/> it has to be read before it can be written again.</summary>
    public async Task<LifeWrite> WriteAsync(T value)
    {
        GrainState<T> state = new(value, _etag) { RecordExists = _exists };
        try
        {
            await storage.WriteStateAsync(name, grain, state).WaitAsync(Limit);
            _etag = state.ETag;
            _exists = true;
            return LifeWrite.Stored;
        }
        catch (InconsistentStateException)
        {
            return LifeWrite.Refused;
        }
        catch (Exception failure)
        {
            Log.WriteFailed(logger, name, failure.GetType().Name);
            return LifeWrite.Unknown;
        }
    }
}
