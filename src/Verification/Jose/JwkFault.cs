namespace Verifier.Jose;

/// <summary>What is wrong with a JWK.</summary>
public enum JwkFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is no strict JSON object, or a member is missing, has the wrong type or is not encoded as RFC 7518 section 6 wants it.</summary>
    Malformed,

    /// <summary>It contains private or symmetric key material.</summary>
    Private,

    /// <summary>Its type or curve is not supported.</summary>
    Unsupported,

    /// <summary>
    /// An RSA modulus that is even or outside 2048 to 8192 bits, or an exponent that is even, below 3 or above 2^32; an EC coordinate of the wrong length.
    /// </summary>
    OutOfRange,
}
