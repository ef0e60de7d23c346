namespace Verifier.Grains.Keys;

/// <summary>The last good keys as they are stored: the document, as the issuer published it.</summary>
[GenerateSerializer]
[Alias("verifier.keys-state")]
internal sealed class StoredKeys
{
    [Id(0)]
    public string Issuer { get; set; } = "";

    /// <summary>Empty: there are none any more.</summary>
    [Id(1)]
    public byte[] Jwks { get; set; } = [];

    [Id(2)]
    public long FetchedAt { get; set; }

    [Id(3)]
    public long Epoch { get; set; }
}
