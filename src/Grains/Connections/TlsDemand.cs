namespace Verifier.Grains.Connections;

/// <summary>What a host's settings must be.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="IsSilo">Whether the host is a silo.</param>
internal sealed record TlsDemand(ClusterTlsSettings Settings, bool IsSilo)
{
    private const string Section = "Verifier:Cluster:Tls";

    /// <summary>A setting's whole name.</summary>
    public static string Setting(string name) => $"{Section}:{name}";

    /// <summary>What is missing.</summary>
    public List<string> Faults()
    {
        List<string> faults = [];
        if ((IsSilo || Settings.RequireClientCertificate) && string.IsNullOrEmpty(Settings.Path))
        {
            faults.Add($"{Setting(nameof(Settings.Path))} is not set; it must be the file with this host's certificate, PEM or PKCS#12.");
        }

        if (string.IsNullOrEmpty(Settings.CaPath))
        {
            faults.Add($"{Setting(nameof(Settings.CaPath))} is not set; it must be a PEM file with the certificates of the cluster's authorities.");
        }

        if (Uri.CheckHostName(Settings.SiloName ?? "") is not UriHostNameType.Dns)
        {
            faults.Add($"{Setting(nameof(Settings.SiloName))} is {(string.IsNullOrEmpty(Settings.SiloName) ? "not set" : $"\"{Settings.SiloName}\"")}; it must be the DNS name that all silos' certificates have, as in silo.verifier.example.");
        }

        if (string.IsNullOrEmpty(Settings.Path) && !string.IsNullOrEmpty(Settings.KeyPath))
        {
            faults.Add($"{Setting(nameof(Settings.KeyPath))} is set and {Setting(nameof(Settings.Path))} is not; a key is of no use without its certificate.");
        }

        return faults;
    }
}
