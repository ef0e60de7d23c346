using System.Security.Cryptography;

namespace Verifier.Replay;

/// <summary>Slots found by their owner and 128 bits: linear hashing, so that growing and shrinking move one chain per call and no call pays for all.</summary>
/// <remarks>
/// Litwin, "Linear hashing" (VLDB 1980): there are <c>_base + _split</c> chains; chains below <c>_split</c> and their buddies are addressed with one bit more. Which
/// chain a slot hangs on is keyed with a secret of this table: thumbprint and <c>jti</c> are the client's choice, and who knows the hash can grind proofs that share a chain.
/// The owner is part of it, or keys that all use the same <c>jti</c> would share one.
/// </remarks>
internal sealed class SlotTable<TSlot>
    where TSlot : struct, IHashedSlot
{
    private const int HeadBits = 10;
    private const int HeadSize = 1 << HeadBits;
    private const int FewestChains = 16;

    private readonly SlotChunks<TSlot> _slots = new();
    private readonly List<int[]> _heads = [];
    private readonly ulong _lowSecret = Secret();
    private readonly ulong _highSecret = Secret();
    private readonly ulong _ownerSecret = Secret() | 1;
    private int _base = FewestChains;
    private int _split;

    public SlotTable() => AddHeads();

    public int Count { get; private set; }

    public long Bytes => _slots.Bytes + ((long)_heads.Count * ((HeadSize * sizeof(int)) + 24 + 8));

    public ref TSlot this[int slot] => ref _slots[slot];

    private int Chains => _base + _split;

    /// <summary>The owner's slot with these bits, or -1.</summary>
    public int Find(int owner, ulong low, ulong high)
    {
        int slot = Head(ChainOf(owner, low, high));
        while (slot >= 0)
        {
            ref TSlot found = ref _slots[slot];
            if (found.Low == low && found.High == high && found.Owner == owner)
            {
                return slot;
            }

            slot = found.Next;
        }

        return -1;
    }

    /// <summary>Adds a slot that is not there yet.</summary>
    public int Add(in TSlot value)
    {
        int slot = _slots.Take();
        ref int head = ref Head(ChainOf(value.Owner, value.Low, value.High));
        ref TSlot added = ref _slots[slot];
        added = value;
        added.Next = head;
        head = slot;
        Count++;
        if (Count > Chains)
        {
            SplitOne();
        }

        return slot;
    }

    public void Remove(int slot)
    {
        ref TSlot gone = ref _slots[slot];
        ref int head = ref Head(ChainOf(gone.Owner, gone.Low, gone.High));
        if (head == slot)
        {
            head = gone.Next;
        }
        else
        {
            int before = head;
            while (_slots[before].Next != slot)
            {
                before = _slots[before].Next;
            }

            _slots[before].Next = gone.Next;
        }

        _slots.Give(slot);
        Count--;

        // A quarter of slack, so that one proof coming and going does not split and merge each time. Two chains for one slot, or the chains would outlast the slots.
        for (int i = 0; i < 2 && Chains > FewestChains && Count < Chains / 4 * 3; i++)
        {
            MergeOne();
        }
    }

    private static ulong Secret() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private int ChainOf(int owner, ulong low, ulong high)
    {
        ulong top = Math.BigMul(low ^ _lowSecret, high ^ _highSecret ^ ((ulong)owner * _ownerSecret), out ulong bottom);
        int hash = (int)((top ^ bottom) & int.MaxValue);
        int chain = hash & (_base - 1);
        return chain < _split ? hash & ((_base << 1) - 1) : chain;
    }

    private ref int Head(int chain) => ref _heads[chain >> HeadBits][chain & (HeadSize - 1)];

    private void SplitOne()
    {
        int from = _split;
        int to = _base + _split;
        if (to >> HeadBits == _heads.Count)
        {
            AddHeads();
        }

        if (++_split == _base)
        {
            _base <<= 1;
            _split = 0;
        }

        Rehang(from, to);
    }

    private void MergeOne()
    {
        if (--_split < 0)
        {
            _base >>= 1;
            _split = _base - 1;
        }

        Rehang(_base + _split, _split);

        // One empty array of heads is kept, for the same reason as the quarter of slack.
        if (_heads.Count > (Chains >> HeadBits) + 2)
        {
            _heads.RemoveAt(_heads.Count - 1);
        }
    }

    /// <summary>Takes a chain apart and hangs each slot where it belongs now: on the same chain or on the other.</summary>
    private void Rehang(int chain, int other)
    {
        int slot = Head(chain);
        Head(chain) = -1;
        while (slot >= 0)
        {
            ref TSlot moved = ref _slots[slot];
            int next = moved.Next;
            int target = ChainOf(moved.Owner, moved.Low, moved.High);
            System.Diagnostics.Debug.Assert(target == chain || target == other);
            ref int head = ref Head(target);
            moved.Next = head;
            head = slot;
            slot = next;
        }
    }

    private void AddHeads()
    {
        int[] heads = new int[HeadSize];
        Array.Fill(heads, -1);
        _heads.Add(heads);
    }
}
