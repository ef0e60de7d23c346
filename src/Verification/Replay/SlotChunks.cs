using System.Numerics;
using System.Runtime.CompilerServices;

namespace Verifier.Replay;

/// <summary>Slots by number, in chunks: growing copies no slot, and chunks without slots in use, all but one, are given back.</summary>
internal sealed class SlotChunks<TSlot>
    where TSlot : struct, IHashedSlot
{
    // 512 slots of 36 bytes stay off the large-object heap, and a shard with one proof stays small.
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly Stack<int> _released = new();
    private Chunk[] _chunks = [];
    private ulong[] _spacious = [];
    private int _chunkCount;
    private int _firstSpacious;
    private int _held;
    private int _empty = -1;

    public ref TSlot this[int slot] => ref _chunks[slot >> ChunkBits].Slots![slot & (ChunkSize - 1)];

    public long Bytes => ((long)_held * ((ChunkSize * Unsafe.SizeOf<TSlot>()) + 24)) + ((long)_chunks.Length * Unsafe.SizeOf<Chunk>());

    /// <summary>A slot that was not in use. The lowest chunk with room is taken, so that the high ones can empty.</summary>
    public int Take()
    {
        int number = LowestSpacious();
        if (number < 0)
        {
            number = AddChunk();
        }

        ref Chunk chunk = ref _chunks[number];
        if (chunk.Used == 0)
        {
            _empty = -1;
        }

        int offset;
        if (chunk.Free >= 0)
        {
            offset = chunk.Free;
            chunk.Free = chunk.Slots![offset].Next;
        }
        else
        {
            offset = chunk.Fresh++;
        }

        if (++chunk.Used == ChunkSize)
        {
            _spacious[number >> 6] &= ~(1UL << (number & 63));
        }

        return (number << ChunkBits) | offset;
    }

    public void Give(int slot)
    {
        int number = slot >> ChunkBits;
        ref Chunk chunk = ref _chunks[number];
        if (--chunk.Used == 0)
        {
            chunk = new Chunk { Slots = chunk.Slots, Free = -1 };
            MarkSpacious(number);
            if (_empty >= 0)
            {
                Release(Math.Max(_empty, number));
            }

            _empty = _empty < 0 ? number : Math.Min(_empty, number);
            return;
        }

        int offset = slot & (ChunkSize - 1);
        chunk.Slots![offset].Next = chunk.Free;
        chunk.Free = offset;
        MarkSpacious(number);
    }

    private int LowestSpacious()
    {
        for (; _firstSpacious < _spacious.Length; _firstSpacious++)
        {
            if (_spacious[_firstSpacious] != 0)
            {
                return (_firstSpacious << 6) | BitOperations.TrailingZeroCount(_spacious[_firstSpacious]);
            }
        }

        return -1;
    }

    private int AddChunk()
    {
        if (!_released.TryPop(out int number))
        {
            number = _chunkCount++;
            if (number == _chunks.Length)
            {
                Array.Resize(ref _chunks, Math.Max(4, number * 2));
                Array.Resize(ref _spacious, (_chunks.Length + 63) >> 6);
            }
        }

        _chunks[number] = new Chunk { Slots = new TSlot[ChunkSize], Free = -1 };
        _held++;
        MarkSpacious(number);
        return number;
    }

    private void Release(int number)
    {
        _chunks[number] = default;
        _spacious[number >> 6] &= ~(1UL << (number & 63));
        _released.Push(number);
        _held--;
    }

    private void MarkSpacious(int number)
    {
        _spacious[number >> 6] |= 1UL << (number & 63);
        _firstSpacious = Math.Min(_firstSpacious, number >> 6);
    }

    private struct Chunk
    {
        public TSlot[]? Slots;

        /// <summary>The first of those given back, as an offset, or -1.</summary>
        public int Free;

        /// <summary>The first never taken.</summary>
        public int Fresh;
        public int Used;
    }
}
