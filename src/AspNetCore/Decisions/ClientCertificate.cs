using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Verifier.AspNetCore.Decisions;

/// <summary>Reads a client certificate as a TLS terminator hands it on: PEM or base64 DER.</summary>
internal static class ClientCertificate
{
    private const int MaxLength = 16 * 1024;

    /// <summary>The DER of exactly one certificate; its signature, its dates and its names are not judged: a token is bound to its bytes (RFC 8705 section 3.1).</summary>
    public static bool TryRead(string? text, out ReadOnlyMemory<byte> der)
    {
        der = default;
        if (text is null || text.Length > MaxLength || !TryDecode(text, out byte[]? bytes) || !IsCertificate(bytes!))
        {
            return false;
        }

        der = bytes;
        return true;
    }

    private static bool TryDecode(string text, out byte[]? der)
    {
        ReadOnlySpan<char> base64 = text;
        if (PemEncoding.TryFind(text, out PemFields fields))
        {
            // One block and nothing around it: of a chain nobody could say which certificate is meant.
            bool alone = text.AsSpan(0, fields.Location.Start.Value).IsWhiteSpace() && text.AsSpan(fields.Location.End.Value).IsWhiteSpace();
            if (!alone || text[fields.Label] != "CERTIFICATE")
            {
                der = null;
                return false;
            }

            base64 = text.AsSpan()[fields.Base64Data];
        }

        byte[] buffer = new byte[base64.Length / 4 * 3 + 3];
        bool good = Convert.TryFromBase64Chars(base64, buffer, out int written);
        der = good ? buffer[..written] : null;
        return good;
    }

    // Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE, signatureValue BIT STRING } (RFC 5280 section 4.1)
    private static bool IsCertificate(byte[] der)
    {
        try
        {
            AsnReader outer = new(der, AsnEncodingRules.DER);
            AsnReader certificate = outer.ReadSequence();
            certificate.ReadSequence();
            certificate.ReadSequence();
            certificate.ReadBitString(out _);
            return !certificate.HasData && !outer.HasData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
