namespace Verifier.Jose;

/// <summary>
/// The three segments of a compact JWS (RFC 7515 section 7.1), still encoded; its length is the caller's to bound. Nothing is decoded or believed here.
/// </summary>
internal readonly ref struct CompactJws
{
    private const byte Dot = (byte)'.';

    private CompactJws(ReadOnlySpan<byte> text, int firstDot, int secondDot)
    {
        Header = text[..firstDot];
        Payload = text[(firstDot + 1)..secondDot];
        Signature = text[(secondDot + 1)..];
        SigningInput = text[..secondDot];
    }

    /// <summary>The base64url header, not empty.</summary>
    public ReadOnlySpan<byte> Header { get; }

    /// <summary>The base64url payload, not empty.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The base64url signature, which may be empty: then it is nobody's.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>What was signed: header, dot and payload as they came (RFC 7515 section 5.2, step 8).</summary>
    public ReadOnlySpan<byte> SigningInput { get; }

    /// <summary>Splits <paramref name="ascii"/>; false unless it has exactly three segments, with header and payload not empty.</summary>
    public static bool TryRead(ReadOnlySpan<byte> ascii, out CompactJws jws)
    {
        jws = default;
        int first = ascii.IndexOf(Dot);
        if (first <= 0)
        {
            return false;
        }

        int payload = ascii[(first + 1)..].IndexOf(Dot);
        if (payload <= 0)
        {
            return false;
        }

        int second = first + 1 + payload;
        if (ascii[(second + 1)..].Contains(Dot))
        {
            return false;
        }

        jws = new CompactJws(ascii, first, second);
        return true;
    }
}
