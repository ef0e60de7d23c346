using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance;

/// <summary>Client certificates made on the spot (RFC 8705).</summary>
public static class Certificates
{
    /// <summary>A new one, DER.</summary>
    public static byte[] Create()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=client", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.RawData;
    }

    /// <summary>Binds a token to a certificate: <c>cnf["x5t#S256"]</c>, beside what <c>cnf</c> holds.</summary>
    public static void BindTo(this TokenSpec token, byte[] certificate)
    {
        JsonObject confirmation = token.Claims["cnf"] as JsonObject ?? [];
        confirmation["x5t#S256"] = Jws.Encode(SHA256.HashData(certificate));
        if (confirmation.Parent is null)
        {
            token.Claims["cnf"] = confirmation;
        }
    }
}
