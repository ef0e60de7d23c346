using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Verifier.Jose;

/// <summary>
/// The member names of all objects of one document, each with its object: one open-addressing table, on the stack up to 24 members and pooled above.
/// The hash is keyed at random (Marvin), because the names are an attacker's.
/// </summary>
internal struct MemberNames
{
    private const int FewSlots = 32;

    private Few _few;
    private Slot[]? _many;
    private int _size;
    private int _count;
    private int _objects;

    /// <summary>A new object's number.</summary>
    public int Open() => ++_objects;

    /// <summary>
    /// Notes a name, the raw text of <paramref name="length"/> bytes at <paramref name="start"/>; false when this object has it already, under any
    /// escaping.
    /// </summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8, int owner, int start, int length, bool isEscaped)
    {
        ReadOnlySpan<byte> name = utf8.Slice(start, length);

        // With the owner in it: a document of many small objects repeats its names, and all of one name would lie in one run.
        int hash = unchecked((isEscaped ? HashEscaped(name) : Hash(name)) + (owner * (int)0x85EBCA6B));
        Slot added = new(owner, hash, start, length);
        Span<Slot> slots = _many is null ? _few : _many.AsSpan(0, _size);
        if (_count >= slots.Length / 4 * 3)
        {
            slots = Grow(slots);
        }

        int at = added.Hash & (slots.Length - 1);
        for (; !slots[at].IsFree; at = (at + 1) & (slots.Length - 1))
        {
            Slot held = slots[at];
            if (held.Hash == added.Hash && held.Owner == owner && JsonText.Same(utf8.Slice(held.Start, held.Length), name))
            {
                return false;
            }
        }

        slots[at] = added;
        _count++;
        return true;
    }

    /// <summary>Gives what was pooled back; nothing may be added afterwards.</summary>
    public void Release()
    {
        if (_many is not null)
        {
            ArrayPool<Slot>.Shared.Return(_many);
            _many = null;
        }
    }

    private static int HashEscaped(ReadOnlySpan<byte> name)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(name.Length);
        int hash = Hash(rented.AsSpan(0, JsonText.Unescape(name, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    // Marvin is there for UTF-16 only; it does not care what its units mean. A last odd byte is added afterwards.
    private static int Hash(ReadOnlySpan<byte> name)
    {
        int pairs = string.GetHashCode(MemoryMarshal.Cast<byte, char>(name));
        return (name.Length & 1) == 0 ? pairs : pairs + ((name[^1] + 1) * unchecked((int)0x9E3779B1));
    }

    private Span<Slot> Grow(ReadOnlySpan<Slot> old)
    {
        int size = old.Length * 2;
        Slot[] rented = ArrayPool<Slot>.Shared.Rent(size);
        Span<Slot> slots = rented.AsSpan(0, size);
        slots.Clear();
        foreach (Slot slot in old)
        {
            if (!slot.IsFree)
            {
                int at = slot.Hash & (size - 1);
                while (!slots[at].IsFree)
                {
                    at = (at + 1) & (size - 1);
                }

                slots[at] = slot;
            }
        }

        Release();
        _many = rented;
        _size = size;
        return slots;
    }

    private readonly record struct Slot(int Owner, int Hash, int Start, int Length)
    {
        public bool IsFree => Owner == 0;
    }

    [InlineArray(FewSlots)]
    private struct Few
    {
        private Slot _first;
    }
}
