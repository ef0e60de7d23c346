namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>How a reverse proxy writes the client's certificate into a header.</summary>
public enum ForwardedCertificateFormat
{
    /// <summary><c>pem-urlencoded</c>: PEM with percent-encoding, nginx' <c>$ssl_client_escaped_cert</c>.</summary>
    PemUrlEncoded,

    /// <summary><c>rfc9440</c>: base64 DER between colons (RFC 9440 section 2.1).</summary>
    Rfc9440,
}
