namespace Verifier;

/// <summary>A request header as the request had it: how many field lines, and the value where there was exactly one.</summary>
public readonly struct HeaderField : IEquatable<HeaderField>
{
    private HeaderField(int count, string? value)
    {
        Count = count;
        Value = value;
    }

    /// <summary>No such header.</summary>
    public static HeaderField None => default;

    /// <summary>The number of field lines.</summary>
    public int Count { get; }

    /// <summary>The value of the only field line; null when there is none or more than one, so that nobody can pick the first of several.</summary>
    public string? Value { get; }

    /// <summary>A header with one field line, or none for null.</summary>
    public static HeaderField From(string? value) => value is null ? default : new HeaderField(1, value);

    /// <summary>A header with any number of field lines.</summary>
    public static HeaderField From(IReadOnlyList<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count == 1 ? From(values[0]) : new HeaderField(values.Count, null);
    }

    /// <inheritdoc />
    public bool Equals(HeaderField other) => Count == other.Count && string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is HeaderField other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Count, Value);

    /// <summary>Whether two headers are the same.</summary>
    public static bool operator ==(HeaderField left, HeaderField right) => left.Equals(right);

    /// <summary>Whether two headers differ.</summary>
    public static bool operator !=(HeaderField left, HeaderField right) => !left.Equals(right);
}
