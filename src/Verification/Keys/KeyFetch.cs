namespace Verifier.Keys;

/// <summary>What an issuer answered when asked for its keys.</summary>
/// <param name="Jwks">The JWKS document, or empty.</param>
/// <param name="Fault">Why there is none, in words, or null.</param>
public sealed record KeyFetch(ReadOnlyMemory<byte> Jwks, string? Fault)
{
    /// <summary>A fetch that brought nothing; the fault in printable ASCII, cut after 500 characters.</summary>
    public static KeyFetch Failed(string fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new(ReadOnlyMemory<byte>.Empty, FaultWords.Printable(fault));
    }
}
