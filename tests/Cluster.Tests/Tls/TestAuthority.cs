using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Verifier.Cluster.Tests.Tls;

/// <summary>An authority made for a test, and the certificates that it issues, in files of their own.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string SiloName = "silo.verifier.test";
    public const string Server = "1.3.6.1.5.5.7.3.1";
    public const string Client = "1.3.6.1.5.5.7.3.2";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("verifier-tls-");
    private readonly X509Certificate2 _certificate;
    private int _count;

    public TestAuthority(string name = "Cluster")
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(400));
        CaPath = File("ca.pem");
        System.IO.File.WriteAllText(CaPath, _certificate.ExportCertificatePem());
    }

    public string CaPath { get; }

    /// <summary>A path among the authority's files.</summary>
    public string File(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Issues a certificate.</summary>
    public X509Certificate2 Issue(string name, string[]? uses = null, DateTimeOffset? until = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. (uses ?? [Server, Client]).Select(use => new Oid(use))], false));
        using X509Certificate2 issued = request.Create(_certificate, DateTimeOffset.UtcNow.AddDays(-300), until ?? DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(12));
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Settings of a host with a certificate of this authority.</summary>
    public (string Setting, string Value)[] Settings(string name, string[]? uses = null, DateTimeOffset? until = null)
    {
        string file = $"{++_count}";
        using X509Certificate2 certificate = Issue(name, uses, until);
        System.IO.File.WriteAllText(File($"{file}.pem"), certificate.ExportCertificatePem());
        System.IO.File.WriteAllText(File($"{file}.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return [.. Trust, ("Verifier:Cluster:Tls:Path", File($"{file}.pem")), ("Verifier:Cluster:Tls:KeyPath", File($"{file}.key"))];
    }

    /// <summary>Settings of a silo.</summary>
    public (string Setting, string Value)[] Silo() => Settings(SiloName);

    /// <summary>Settings of a front end, whose certificate is for clients alone.</summary>
    public (string Setting, string Value)[] FrontEnd() => Settings("api.verifier.test", [Client]);

    /// <summary>The same host, which trusts another authority as well.</summary>
    public (string Setting, string Value)[] Trusting(TestAuthority other, (string Setting, string Value)[] settings)
    {
        string both = File($"{++_count}-both.pem");
        System.IO.File.WriteAllText(both, System.IO.File.ReadAllText(CaPath) + "\n" + System.IO.File.ReadAllText(other.CaPath));
        return [.. settings.Where(setting => setting.Value != CaPath), ("Verifier:Cluster:Tls:CaPath", both)];
    }

    /// <summary>Settings of whoever trusts this authority and has no certificate.</summary>
    public (string Setting, string Value)[] Trust => [("Verifier:Cluster:Tls:CaPath", CaPath), ("Verifier:Cluster:Tls:SiloName", SiloName)];

    public void Dispose()
    {
        _certificate.Dispose();
        _directory.Delete(recursive: true);
    }
}
