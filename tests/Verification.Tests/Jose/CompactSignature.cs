using System.Text;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

/// <summary>The way from a compact JWS to a verdict on its signature, as a verifier of ours goes it: strict at every step.</summary>
internal static class CompactSignature
{
    public static bool IsGood(string token, SignatureKey key) => IsGood(Encoding.UTF8.GetBytes(token), key);

    public static bool IsGood(ReadOnlySpan<byte> token, SignatureKey key) =>
        CompactJws.TryRead(token, out CompactJws jws)
        && TryDecode(jws.Header, out byte[] header)
        && TryDecode(jws.Payload, out _)
        && TryDecode(jws.Signature, out byte[] signature)
        && TryFindAlgorithm(header, out JwsAlgorithm algorithm)
        && key.Verify(algorithm, jws.SigningInput, signature);

    private static bool TryFindAlgorithm(byte[] header, out JwsAlgorithm algorithm)
    {
        algorithm = default;
        bool found = false;
        JsonMembers members = new(header);
        while (members.MoveNext())
        {
            if (members.NameEquals("alg"u8))
            {
                found = JwsAlgorithms.TryParse(members.Value, out algorithm);
            }
        }

        return members.IsValid && found;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = new byte[StrictBase64Url.DecodedLength(text.Length)];
        return StrictBase64Url.TryDecode(text, octets, out _);
    }
}
