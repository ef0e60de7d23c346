using Verifier.Keys;

namespace Verifier.Grains.Keys;

/// <summary>A <see cref="KeyRingView"/> on the wire, and with it the keys for a lease.</summary>
[GenerateSerializer]
[Immutable]
[Alias("verifier.key-ring-report")]
internal sealed record KeyRingReport(
    [property: Id(0)] string Issuer,
    [property: Id(1)] IReadOnlyList<KeyReport> Keys,
    [property: Id(2)] IReadOnlyList<string> LeftOut,
    [property: Id(3)] int? Source,
    [property: Id(4)] long? FetchedAt,
    [property: Id(5)] long? UsableUntil,
    [property: Id(6)] long? NextRefresh,
    [property: Id(7)] long? CoolDownUntil,
    [property: Id(8)] int Failures,
    [property: Id(9)] string? LastError,
    [property: Id(10)] long? LastErrorAt,
    [property: Id(11)] LeasedKeys Lease,
    [property: Id(12)] bool IsRefreshing)
{
    public static KeyRingReport Of(KeyRingView ring, LeasedKeys lease) => new(
        ring.Issuer,
        [.. ring.Keys.Select(KeyReport.Of)],
        [.. ring.LeftOut],
        (int?)ring.Source,
        ring.FetchedAt,
        ring.UsableUntil,
        ring.NextRefresh,
        ring.CoolDownUntil,
        ring.Failures,
        ring.LastError,
        ring.LastErrorAt,
        lease,
        ring.IsRefreshing);

    public KeyRingView ToView() => new(
        Issuer, [.. Keys.Select(key => key.ToView())], LeftOut, (KeyOrigin?)Source, FetchedAt, UsableUntil, NextRefresh, CoolDownUntil, Failures, LastError, LastErrorAt)
    {
        IsRefreshing = IsRefreshing,
    };
}
