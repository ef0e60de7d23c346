using System.Collections.Concurrent;

namespace Verifier.Telemetry;

/// <summary>The first so many different values that come. None is forgotten: a series that has begun goes on. Thread-safe.</summary>
internal sealed class FirstComers<T>(int most)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, bool> _values = new();
    private int _count;

    /// <summary>Whether the value is one of them; it becomes one while there is room.</summary>
    public bool Has(T value)
    {
        if (_values.ContainsKey(value))
        {
            return true;
        }

        if (Volatile.Read(ref _count) >= most)
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) > most || !_values.TryAdd(value, true))
        {
            _ = Interlocked.Decrement(ref _count);
        }

        return _values.ContainsKey(value);
    }
}
