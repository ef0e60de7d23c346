namespace Verifier.Replay;

/// <summary>One tenant's proofs by second: which are live, and which have expired but not been freed yet.</summary>
/// <remarks>
/// Seconds lie in an array: from <c>_first</c> the expired ones, whose proofs are freed a few at a time; from <c>_live</c> the live ones in ascending order. A second
/// is an intrusive chain through its proofs' slots. New seconds mostly come last; there are about as many as a proof's lifetime has.
/// </remarks>
internal sealed class ExpiryQueue
{
    private Second[] _seconds = [];
    private int _first;
    private int _live;
    private int _end;

    /// <summary>How many proofs have not expired.</summary>
    public int Live { get; private set; }

    /// <summary>Whether expired proofs wait to be freed.</summary>
    public bool HasExpired => _first < _live;

    public bool IsEmpty => _first == _end;

    public long Bytes => (long)_seconds.Length * 16;

    /// <summary>The live seconds, in ascending order.</summary>
    public ReadOnlySpan<Second> LiveSeconds => _seconds.AsSpan(_live, _end - _live);

    public void Add(long time, int slot, SlotTable<ProofSlot> proofs)
    {
        int index = IndexOf(time);
        if (index == _end || _seconds[index].Time != time)
        {
            index = Insert(index, time);
        }

        ref Second second = ref _seconds[index];
        proofs[slot].NextOfSecond = second.Head;
        second.Head = slot;
        second.Count++;
        Live++;
    }

    /// <summary>From now on, seconds up to this one are expired.</summary>
    public void Expire(long floor)
    {
        while (_live < _end && _seconds[_live].Time <= floor)
        {
            Live -= _seconds[_live].Count;
            _live++;
        }
    }

    /// <summary>Takes one expired proof out, to be freed by the caller.</summary>
    public bool TryTakeExpired(SlotTable<ProofSlot> proofs, out int slot)
    {
        slot = -1;
        if (_first == _live)
        {
            return false;
        }

        ref Second second = ref _seconds[_first];
        slot = second.Head;
        second.Head = proofs[slot].NextOfSecond;
        if (second.Head < 0)
        {
            _first++;
            if (_first == _end)
            {
                _first = _live = _end = 0;
                _seconds = _seconds.Length > 64 ? [] : _seconds;
            }
        }

        return true;
    }

    /// <summary>Where a live second is or belongs.</summary>
    private int IndexOf(long time)
    {
        if (_live == _end || _seconds[_end - 1].Time < time)
        {
            return _end;
        }

        int low = _live;
        int high = _end - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_seconds[middle].Time < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int Insert(int index, long time)
    {
        if (_end == _seconds.Length)
        {
            int shift = _first;
            Second[] target = shift > _seconds.Length / 2 ? _seconds : new Second[Math.Max(4, _seconds.Length * 2)];
            Array.Copy(_seconds, _first, target, 0, _end - _first);
            _seconds = target;
            _first = 0;
            _live -= shift;
            _end -= shift;
            index -= shift;
        }

        Array.Copy(_seconds, index, _seconds, index + 1, _end - index);
        _seconds[index] = new Second { Time = time, Head = -1 };
        _end++;
        return index;
    }

    /// <summary>The proofs of one second.</summary>
    internal struct Second
    {
        public long Time;

        /// <summary>The first of its proofs' slots.</summary>
        public int Head;
        public int Count;
    }
}
