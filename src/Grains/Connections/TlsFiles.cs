namespace Verifier.Grains.Connections;

/// <summary>The files' content as it was at one moment; null: there is no such file among the settings.</summary>
internal readonly record struct TlsFiles(byte[] Authorities, byte[]? Certificate, byte[]? Key)
{
    /// <summary>Reads them, or says which cannot be.</summary>
    public static TlsFiles Read(TlsDemand demand, List<string> faults) => new(
        Read(demand, nameof(ClusterTlsSettings.CaPath), demand.Settings.CaPath, faults) ?? [],
        Read(demand, nameof(ClusterTlsSettings.Path), demand.Settings.Path, faults),
        Read(demand, nameof(ClusterTlsSettings.KeyPath), demand.Settings.KeyPath, faults));

    /// <summary>Whether the content is the same.</summary>
    public bool IsLike(in TlsFiles other) => Same(Authorities, other.Authorities) && Same(Certificate, other.Certificate) && Same(Key, other.Key);

    private static bool Same(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

    private static byte[]? Read(TlsDemand demand, string name, string? path, List<string> faults)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add($"{TlsDemand.Setting(name)} is \"{path}\", which cannot be read: {unreadable.Message}");
            return null;
        }
    }
}
