using System.Security.Cryptography;
using Verifier.AspNetCore.Decisions;
using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Decisions;

/// <summary>How a client certificate may be written.</summary>
public sealed class ClientCertificateTests
{
    private static readonly byte[] Der = Certificates.Create();
    private static readonly string Base64 = Convert.ToBase64String(Der);
    private static readonly string Pem = PemEncoding.WriteString("CERTIFICATE", Der);

    public static TheoryData<string> Good => [Base64, Pem, $"\n  {Pem}\r\n", Pem.Replace("\n", "\r\n", StringComparison.Ordinal), Convert.ToBase64String(Der, Base64FormattingOptions.InsertLineBreaks)];

    public static TheoryData<string> Bad =>
    [
        "",
        "x",
        "-----BEGIN CERTIFICATE-----",
        Base64[..^8],
        Base64[..^1],
        Base64 + "AAAA",
        Convert.ToBase64String([.. Der, 0]),
        Convert.ToBase64String(Der[..^1]),
        Convert.ToBase64String([0x30, 0x00]),
        Convert.ToBase64String("no certificate"u8),
        Pem + "\n" + Pem,
        "subject=CN=a\n" + Pem,
        Pem + "\ntrailer",
        PemEncoding.WriteString("TRUSTED CERTIFICATE", Der),
        PemEncoding.WriteString("PRIVATE KEY", Der),
        PemEncoding.WriteString("CERTIFICATE", [.. Der, 0]),
        Convert.ToHexString(Der),
        new string('A', (16 * 1024) + 4),
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void One_certificate_is_read_as_its_der(string text)
    {
        Assert.True(ClientCertificate.TryRead(text, out ReadOnlyMemory<byte> der));
        Assert.Equal(Der, der.ToArray());
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Anything_else_is_refused(string text)
    {
        Assert.False(ClientCertificate.TryRead(text, out ReadOnlyMemory<byte> der));
        Assert.True(der.IsEmpty);
    }
}
