using Verifier.Jose;

namespace Verifier.AccessTokens;

/// <summary>What a token is bound to: the <c>cnf</c> claim (RFC 7800 section 3.1) with <c>jkt</c> (RFC 9449 section 6.1) or <c>x5t#S256</c> (RFC 8705 section 3.1); other members are ignored.</summary>
internal readonly record struct Confirmation(string? Thumbprint, string? CertificateThumbprint)
{
    /// <summary>No <c>cnf</c> is no binding; one that is no object, or binds to nothing that can be checked here, is refused rather than overlooked.</summary>
    public static bool TryRead(JsonValue value, out Confirmation confirmation)
    {
        confirmation = default;
        if (!value.Exists)
        {
            return true;
        }

        JsonValue thumbprint = default;
        JsonValue certificate = default;
        JsonMembers members = value.GetMembers();
        while (members.MoveNext())
        {
            if (members.NameEquals("jkt"u8))
            {
                thumbprint = members.Value;
            }
            else if (members.NameEquals("x5t#S256"u8))
            {
                certificate = members.Value;
            }
        }

        if (!members.IsValid || !(thumbprint.Exists || certificate.Exists))
        {
            return false;
        }

        bool read = TryReadHash(thumbprint, out string? jkt) & TryReadHash(certificate, out string? x5t);
        confirmation = new Confirmation(jkt, x5t);
        return read;
    }

    // SHA-256 in base64url.
    private static bool TryReadHash(JsonValue value, out string? hash)
    {
        hash = null;
        if (!value.Exists)
        {
            return true;
        }

        Span<byte> octets = stackalloc byte[32];
        return value.IsString && value.RawText.Length == 43 && StrictBase64Url.TryDecode(value.RawText, octets, out _) && value.TryGetString(out hash);
    }
}
