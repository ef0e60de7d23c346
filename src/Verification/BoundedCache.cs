using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Verifier;

/// <summary>
/// A thread-safe cache of bounded size that keeps what is used: two generations, the older dropped whole when the younger is half full. A hit never takes a lock
/// and never writes, save that an entry of the older generation moves to the younger.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _turn = new();
    private Generation _young = new();
    private Generation _old = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (Volatile.Read(ref _young).Entries.TryGetValue(key, out value))
        {
            return true;
        }

        if (!Volatile.Read(ref _old).Entries.TryGetValue(key, out value))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        Generation young = Volatile.Read(ref _young);
        if (!young.Entries.TryAdd(key, value))
        {
            young.Entries[key] = value;
        }
        else if (Interlocked.Increment(ref young.Count) > capacity / 2)
        {
            Turn(young);
        }
    }

    private void Turn(Generation full)
    {
        lock (_turn)
        {
            if (ReferenceEquals(_young, full))
            {
                Volatile.Write(ref _old, full);
                Volatile.Write(ref _young, new Generation());
            }
        }
    }

    private sealed class Generation
    {
        public readonly ConcurrentDictionary<TKey, TValue> Entries = new();
        public int Count;
    }
}
