using System.Text;
using Microsoft.Extensions.Primitives;
using Verifier.AspNetCore.Decisions;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>Reads the client's certificate as a proxy writes it into a header.</summary>
internal static class ForwardedCertificate
{
    /// <summary>The DER of one certificate, or nothing where the client has none; false for anything that is neither.</summary>
    public static bool TryRead(StringValues lines, ForwardedCertificateFormat format, out ReadOnlyMemory<byte> der)
    {
        der = default;
        if (lines.Count > 1)
        {
            return false;
        }

        string text = lines.Count == 0 ? "" : lines[0] ?? "";
        return text.Length == 0 || (format is ForwardedCertificateFormat.Rfc9440 ? TryReadBytes(text, out der) : TryReadPem(text, out der));
    }

    // A byte sequence of RFC 8941 section 3.3.5. One of no bytes is what a template makes of a client without a certificate.
    private static bool TryReadBytes(string text, out ReadOnlyMemory<byte> der)
    {
        der = default;
        return text is [':', .. string base64, ':'] && (base64.Length == 0 || (!base64.Any(char.IsWhiteSpace) && !base64.Contains("BEGIN", StringComparison.Ordinal) && ClientCertificate.TryRead(base64, out der)));
    }

    private static bool TryReadPem(string text, out ReadOnlyMemory<byte> der)
    {
        der = default;
        StringBuilder pem = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                pem.Append(text[i]);
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                pem.Append((char)Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        return ClientCertificate.TryRead(pem.ToString(), out der);
    }
}
