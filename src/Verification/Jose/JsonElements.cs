namespace Verifier.Jose;

/// <summary>Walks over the values of an array that a <see cref="JsonMembers"/> has found good.</summary>
internal ref struct JsonElements
{
    private JsonScanner _scanner;
    private bool _inside;

    internal JsonElements(ReadOnlySpan<byte> array)
    {
        // Already judged: a second look for duplicates would find none, or, in a walk of the outermost object alone, not be wanted.
        _scanner = new JsonScanner(array, int.MaxValue, 0);
    }

    /// <summary>The present value.</summary>
    public JsonValue Current { get; private set; }

    /// <summary>Itself, for <c>foreach</c>.</summary>
    public readonly JsonElements GetEnumerator() => this;

    /// <summary>Goes on to the next value.</summary>
    public bool MoveNext()
    {
        bool more = _scanner.Take(_inside ? (byte)',' : (byte)'[');
        _inside = true;
        if (!more || !_scanner.TryReadValue(1, out JsonValue value))
        {
            return false;
        }

        Current = value;
        return true;
    }
}
