using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Verifier.Grains.Connections;

/// <summary>A host's certificate, if it has one, and the authorities that it trusts, read whole from the files and never changed.</summary>
internal sealed class TlsIdentity
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string PemMark = "-----BEGIN ";

    private readonly X509Certificate2Collection _authorities;

    private TlsIdentity(X509Certificate2? certificate, X509Certificate2Collection between, X509Certificate2Collection authorities)
    {
        _authorities = authorities;
        Certificate = certificate;
        Context = certificate is null ? null : SslStreamCertificateContext.Create(certificate, between, offline: true);
    }

    public X509Certificate2? Certificate { get; }

    /// <summary>The certificate with those between it and the authority, as they are shown to others.</summary>
    public SslStreamCertificateContext? Context { get; }

    /// <summary>How others' certificates are judged: they lead to one of the authorities, whatever the machine trusts. Nothing is fetched, so no revocation list is either.</summary>
    public X509ChainPolicy Policy()
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    /// <summary>Whether a certificate names the silos, as a name of its own: not by a wildcard, nor by its subject.</summary>
    public static bool IsSilo(X509Certificate2 certificate, string siloName) => certificate.MatchesHostname(siloName, allowWildcards: false, allowCommonName: false);

    /// <summary>Makes it of the files' content, or says what is wrong, a sentence each.</summary>
    public static TlsIdentity? Read(in TlsFiles files, TlsDemand demand, DateTimeOffset now, List<string> faults)
    {
        int before = faults.Count;
        X509Certificate2Collection authorities = ReadAuthorities(files.Authorities, demand, faults);
        X509Certificate2Collection between = [];
        X509Certificate2? certificate = files.Certificate is null ? null : ReadCertificate(files, demand, between, faults);
        if (faults.Count > before)
        {
            return null;
        }

        TlsIdentity identity = new(certificate, between, authorities);
        if (certificate is not null && identity.FaultOf(certificate, between, demand, now) is { } fault)
        {
            faults.Add(fault);
            return null;
        }

        return identity;
    }

    private static X509Certificate2Collection ReadAuthorities(byte[] content, TlsDemand demand, List<string> faults)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }

        if (authorities.Count == 0)
        {
            faults.Add($"{TlsDemand.Setting(nameof(ClusterTlsSettings.CaPath))} holds no certificate; it must be a PEM file with the certificates of the cluster's authorities.");
        }

        return authorities;
    }

    private static X509Certificate2? ReadCertificate(in TlsFiles files, TlsDemand demand, X509Certificate2Collection between, List<string> faults)
    {
        string path = TlsDemand.Setting(nameof(ClusterTlsSettings.Path));
        string password = TlsDemand.Setting(nameof(ClusterTlsSettings.Password));
        try
        {
            string text = Encoding.UTF8.GetString(files.Certificate!);
            bool isPem = text.Contains(PemMark, StringComparison.Ordinal);
            X509Certificate2? certificate = isPem ? ReadPem(text, files.Key is null ? text : Encoding.UTF8.GetString(files.Key), demand.Settings.Password, between) : ReadPkcs12(files.Certificate!, demand.Settings.Password, between);
            if (certificate is null)
            {
                faults.Add($"{path} holds no certificate with a private key; name the key's file in {TlsDemand.Setting(nameof(ClusterTlsSettings.KeyPath))}, or a PKCS#12 file that holds both.");
            }

            return certificate;
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            // What it says is of the system's libraries, of no help and not known to be free of secrets.
            faults.Add($"{path} and {TlsDemand.Setting(nameof(ClusterTlsSettings.KeyPath))} are no certificate and its private key; they must be PEM, or a PKCS#12 file, and {password} must be what the key is encrypted with.");
            return null;
        }
    }

    private static X509Certificate2? ReadPem(string text, string key, string? password, X509Certificate2Collection between)
    {
        between.ImportFromPem(text);
        if (between.Count == 0 || !key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return null;
        }

        between.RemoveAt(0);
        X509Certificate2 certificate = key.Contains("ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal)
            ? X509Certificate2.CreateFromEncryptedPem(text, key, password)
            : X509Certificate2.CreateFromPem(text, key);

        // Windows' own TLS takes no key that is in memory alone.
        return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate;
    }

    private static X509Certificate2? ReadPkcs12(byte[] content, string? password, X509Certificate2Collection between)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(content, password);
        X509Certificate2? certificate = all.FirstOrDefault(one => one.HasPrivateKey);
        between.AddRange(all.Where(one => one != certificate).ToArray());
        return certificate;
    }

    private string? FaultOf(X509Certificate2 certificate, X509Certificate2Collection between, TlsDemand demand, DateTimeOffset now)
    {
        string path = TlsDemand.Setting(nameof(ClusterTlsSettings.Path));
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return FormattableString.Invariant($"{path} holds a certificate for {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}; it must be valid now.");
        }

        if (demand.IsSilo && !IsSilo(certificate, demand.Settings.SiloName!))
        {
            return $"{path} holds a certificate that does not name \"{demand.Settings.SiloName}\"; a silo's must have what is in {TlsDemand.Setting(nameof(ClusterTlsSettings.SiloName))} among its DNS names.";
        }

        X509ChainPolicy policy = Policy();
        policy.VerificationTime = now.UtcDateTime;
        policy.ExtraStore.AddRange(between);
        _ = policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (demand.IsSilo)
        {
            _ = policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        }

        using X509Chain chain = new() { ChainPolicy = policy };
        if (chain.Build(certificate))
        {
            return null;
        }

        X509ChainStatusFlags status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        return status.HasFlag(X509ChainStatusFlags.NotValidForUsage)
            ? $"{path} holds a certificate for other uses; it must be for {(demand.IsSilo ? "server and client" : "client")} authentication."
            : $"{path} holds a certificate that does not lead to one in {TlsDemand.Setting(nameof(ClusterTlsSettings.CaPath))} ({status}).";
    }
}
