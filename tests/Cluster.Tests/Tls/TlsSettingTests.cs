using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Verifier.Api;
using Verifier.AspNetCore.Hosting;
using Verifier.Silo;

namespace Verifier.Cluster.Tests.Tls;

/// <summary>Settings of TLS that stop the start: a sentence that names the setting and says what would be right.</summary>
public sealed class TlsSettingTests : IDisposable
{
    private const string Section = "Verifier:Cluster:Tls";
    private const string Password = "s3cr3t-of-a-file";
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("Stranger");

    [Fact]
    public void Good_settings_are_taken_by_both_hosts()
    {
        Assert.Empty(FaultsOf(SiloHost.Create, _authority.Silo()));
        Assert.Empty(FaultsOf(ApiHost.Create, _authority.FrontEnd()));
        Assert.Empty(FaultsOf(ApiHost.Create, [.. _authority.Trust, ($"{Section}:RequireClientCertificate", "false")]));
    }

    [Fact]
    public void A_key_in_the_same_file_or_encrypted_or_in_PKCS12_is_taken()
    {
        using X509Certificate2 certificate = _authority.Issue(TestAuthority.SiloName);
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string pem = certificate.ExportCertificatePem();
        string encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

        Assert.Empty(FaultsOfFile(Encoding.ASCII.GetBytes($"{pem}\n{key.ExportPkcs8PrivateKeyPem()}")));
        Assert.Empty(FaultsOfFile(Encoding.ASCII.GetBytes($"{pem}\n{encrypted}"), (":Password", Password)));
        Assert.Empty(FaultsOfFile(certificate.Export(X509ContentType.Pkcs12, Password), (":Password", Password)));
    }

    [Fact]
    public void What_is_missing_is_named_all_at_once()
    {
        IReadOnlyList<string> faults = FaultsOf(SiloHost.Create, [($"{Section}:RequireClientCertificate", "true")]);

        Assert.Equal(3, faults.Count);
        Assert.Contains($"{Section}:Path is not set; it must be the file with this host's certificate, PEM or PKCS#12.", faults);
        Assert.Contains(faults, fault => fault.StartsWith($"{Section}:CaPath is not set; it must be a PEM file", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith($"{Section}:SiloName is not set; it must be the DNS name", StringComparison.Ordinal));
    }

    [Fact]
    public void A_front_end_that_must_show_a_certificate_and_has_none_does_not_start()
    {
        Assert.Contains(":Path is not set;", Assert.Single(FaultsOf(ApiHost.Create, _authority.Trust)), StringComparison.Ordinal);
    }

    [Fact]
    public void TLS_that_is_a_word_is_refused()
    {
        Assert.StartsWith($"{Section} is a section, not a value;", Assert.Single(FaultsOf(SiloHost.Create, [(Section, "true")])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_setting_is_refused()
    {
        Assert.Contains("KeyFile", Assert.Single(FaultsOf(SiloHost.Create, [.. _authority.Silo(), ($"{Section}:KeyFile", "x")])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        string missing = _authority.File("missing.pem");

        Assert.StartsWith($"{Section}:Path is \"{missing}\", which cannot be read:", Fault(With("Path", missing)), StringComparison.Ordinal);
        Assert.StartsWith($"{Section}:KeyPath is \"{missing}\", which cannot be read:", Fault(With("KeyPath", missing)), StringComparison.Ordinal);
        Assert.StartsWith($"{Section}:CaPath is \"{missing}\", which cannot be read:", Fault(With("CaPath", missing)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_over_is_refused()
    {
        string fault = Fault(_authority.Settings(TestAuthority.SiloName, until: DateTimeOffset.UtcNow.AddDays(-1)));

        Assert.StartsWith($"{Section}:Path holds a certificate for ", fault, StringComparison.Ordinal);
        Assert.EndsWith("; it must be valid now.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused()
    {
        (string, string)[] settings = [.. _authority.Silo().Where(setting => setting.Setting != $"{Section}:KeyPath")];

        Assert.StartsWith($"{Section}:Path holds no certificate with a private key; name the key's file in {Section}:KeyPath", Fault(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        string other = _authority.Silo().Single(setting => setting.Setting == $"{Section}:KeyPath").Value;

        Assert.StartsWith($"{Section}:Path and {Section}:KeyPath are no certificate and its private key;", Fault(With("KeyPath", other)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_password_is_refused_and_not_shown()
    {
        using X509Certificate2 certificate = _authority.Issue(TestAuthority.SiloName);

        string fault = Assert.Single(FaultsOfFile(certificate.Export(X509ContentType.Pkcs12, "another"), (":Password", Password)));

        Assert.Contains($"{Section}:Password must be what the key is encrypted with", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_a_stranger_is_refused()
    {
        (string, string)[] settings = [.. _stranger.Silo().Where(setting => setting.Setting != $"{Section}:CaPath"), ($"{Section}:CaPath", _authority.CaPath)];

        Assert.StartsWith($"{Section}:Path holds a certificate that does not lead to one in {Section}:CaPath (", Fault(settings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_silos_certificate_without_the_silos_name_is_refused()
    {
        Assert.Contains($"does not name \"{TestAuthority.SiloName}\"", Fault(_authority.Settings("other.verifier.test")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_for_other_uses_is_refused()
    {
        Assert.EndsWith("it must be for server and client authentication.", Fault(_authority.Settings(TestAuthority.SiloName, [TestAuthority.Server])), StringComparison.Ordinal);
        Assert.EndsWith("it must be for client authentication.", Assert.Single(FaultsOf(ApiHost.Create, _authority.Settings("api.verifier.test", [TestAuthority.Server]))), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    private (string, string)[] With(string name, string value) => [.. _authority.Silo().Where(setting => setting.Setting != $"{Section}:{name}"), ($"{Section}:{name}", value)];

    private IReadOnlyList<string> FaultsOfFile(byte[] content, params (string Name, string Value)[] more)
    {
        string path = _authority.File("content");
        File.WriteAllBytes(path, content);
        return FaultsOf(SiloHost.Create, [.. _authority.Trust, ($"{Section}:Path", path), .. more.Select(setting => ($"{Section}{setting.Name}", setting.Value))]);
    }

    private static string Fault((string, string)[] settings) => Assert.Single(FaultsOf(SiloHost.Create, settings));

    private static IReadOnlyList<string> FaultsOf(Func<string[], ServiceHost> host, IEnumerable<(string Setting, string Value)> settings)
    {
        string[] arguments = [.. settings.Select(setting => $"--{setting.Setting}={setting.Value}"), "--Verifier:Admin:Keys:boss=0123456789-0123456789-0123456789-0123"];
        bool isBuilt = host(arguments).TryBuild(out WebApplication? app, out IReadOnlyList<string> faults);
        (app as IDisposable)?.Dispose();
        Assert.Equal(isBuilt, faults.Count == 0);
        return faults;
    }
}
