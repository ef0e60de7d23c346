namespace Verifier.Grains.Connections;

/// <summary>TLS between the hosts of a cluster, in a configuration <c>Verifier:Cluster:Tls</c>. Certificates must lead to an authority of the cluster's own; the machine's do not count. Files are PEM unless it says otherwise.</summary>
public sealed class ClusterTlsSettings
{
    /// <summary>
    /// The file with this host's certificate and those between it and the authority: PEM, or PKCS#12 with the key in it. A silo's must be for server and for client authentication, a front end's for the latter. It is read again
    /// when it changes, for the connections that are made after.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>The file with the certificate's private key; not set: it is in the same file.</summary>
    public string? KeyPath { get; set; }

    /// <summary>What the key, or the PKCS#12 file, is encrypted with; not set: nothing.</summary>
    public string? Password { get; set; }

    /// <summary>The file with the certificates of the authorities, and of nobody else, that issue the cluster's. Read again like <see cref="Path"/>.</summary>
    public string? CaPath { get; set; }

    /// <summary>The DNS name that is in every silo's certificate and in no other: by it silos and front ends know a silo. It need not resolve.</summary>
    public string? SiloName { get; set; }

    /// <summary>Whether front ends must show a certificate, any of the authorities'; silos must show theirs to each other in any case. Default true.</summary>
    public bool RequireClientCertificate { get; set; } = true;
}
