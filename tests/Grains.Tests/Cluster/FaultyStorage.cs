using Orleans.Storage;

namespace Verifier.Grains.Tests;

/// <summary>Grain storage for all silos of a test, in this process and outside of any silo, so that it outlives them; with faults on demand. Writes are conditional and exact.</summary>
public sealed class FaultyStorage : IGrainStorage
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (object State, string ETag)> _records = [];
    private int _etags;

    /// <summary>Asked before each write, with the record's name and content; throws what the store is to throw.</summary>
    public Action<string, object>? Writing { get; set; }

    /// <summary>Asked before each read.</summary>
    public Action<string>? Reading { get; set; }

    /// <summary>How often each kind of record was written.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Writes { get; } = new();

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        Reading?.Invoke(stateName);
        lock (_lock)
        {
            bool exists = _records.TryGetValue(Key(stateName, grainId), out (object State, string ETag) record);
            grainState.RecordExists = exists;
            grainState.ETag = exists ? record.ETag : null;
            grainState.State = exists ? (T)record.State : Activator.CreateInstance<T>();
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Yield();
        Writing?.Invoke(stateName, grainState.State!);
        lock (_lock)
        {
            string? present = _records.TryGetValue(Key(stateName, grainId), out (object State, string ETag) record) ? record.ETag : null;
            if (present != grainState.ETag)
            {
                throw new InconsistentStateException("Somebody else has written.", present ?? "", grainState.ETag ?? "");
            }

            string etag = (++_etags).ToString(System.Globalization.CultureInfo.InvariantCulture);
            _records[Key(stateName, grainId)] = (grainState.State!, etag);
            grainState.ETag = etag;
            grainState.RecordExists = true;
            _ = Writes.AddOrUpdate(stateName, 1, (_, count) => count + 1);
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    /// <summary>Loses records whose key holds this text.</summary>
    public void Lose(string part)
    {
        lock (_lock)
        {
            foreach (string key in _records.Keys.Where(key => key.Contains(part, StringComparison.Ordinal)).ToArray())
            {
                _ = _records.Remove(key);
            }
        }
    }

    /// <summary>The stored content of a record, or null.</summary>
    public T? Find<T>(string stateName, GrainId grainId)
        where T : class
    {
        lock (_lock)
        {
            return _records.TryGetValue(Key(stateName, grainId), out (object State, string ETag) record) ? (T)record.State : null;
        }
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName}/{grainId}";
}
