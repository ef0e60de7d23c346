using System.Collections;

namespace Verifier.Jose;

/// <summary>An immutable set of signature algorithms.</summary>
public readonly struct AlgorithmSet : IEquatable<AlgorithmSet>, IEnumerable<JwsAlgorithm>
{
    // The order in which challenges name them: what a client should rather use comes first.
    private static readonly JwsAlgorithm[] Preferred =
    [
        JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.ES512,
        JwsAlgorithm.PS256, JwsAlgorithm.PS384, JwsAlgorithm.PS512,
        JwsAlgorithm.RS256, JwsAlgorithm.RS384, JwsAlgorithm.RS512,
    ];

    private readonly ushort _bits;

    /// <summary>The set of these algorithms.</summary>
    public AlgorithmSet(params IEnumerable<JwsAlgorithm> algorithms)
    {
        ArgumentNullException.ThrowIfNull(algorithms);
        foreach (JwsAlgorithm algorithm in algorithms)
        {
            _bits |= (ushort)(1 << (int)algorithm);
        }
    }

    /// <summary>Whether the set is empty.</summary>
    public bool IsEmpty => _bits == 0;

    /// <summary>Whether the set holds this algorithm.</summary>
    public bool Contains(JwsAlgorithm algorithm) => (_bits & (1 << (int)algorithm)) != 0;

    /// <inheritdoc />
    public IEnumerator<JwsAlgorithm> GetEnumerator()
    {
        foreach (JwsAlgorithm algorithm in Enum.GetValues<JwsAlgorithm>())
        {
            if (Contains(algorithm))
            {
                yield return algorithm;
            }
        }
    }

    /// <inheritdoc />
    public bool Equals(AlgorithmSet other) => _bits == other._bits;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is AlgorithmSet other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _bits;

    /// <summary>The names as a challenge gives them: separated by spaces, what a client should rather use first.</summary>
    public override string ToString() => string.Join(' ', Preferred.Where(Contains));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether two sets are the same.</summary>
    public static bool operator ==(AlgorithmSet left, AlgorithmSet right) => left.Equals(right);

    /// <summary>Whether two sets differ.</summary>
    public static bool operator !=(AlgorithmSet left, AlgorithmSet right) => !left.Equals(right);
}
