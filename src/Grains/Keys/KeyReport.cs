using Verifier.Keys;

namespace Verifier.Grains.Keys;

/// <summary>A <see cref="KeyView"/> on the wire.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.key-report")]
internal sealed record KeyReport(
    [property: Id(0)] string? Kid,
    [property: Id(1)] string Type,
    [property: Id(2)] string? Algorithm,
    [property: Id(3)] string Thumbprint,
    [property: Id(4)] long FirstSeen)
{
    public static KeyReport Of(KeyView key) => new(key.Kid, key.Type, key.Algorithm, key.Thumbprint, key.FirstSeen);

    public KeyView ToView() => new(Kid, Type, Algorithm, Thumbprint, FirstSeen);
}
