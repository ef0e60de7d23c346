namespace Verifier.Keys;

/// <summary>One issuer's keys as held, for people; times in Unix seconds of the present clock.</summary>
/// <param name="Issuer">The issuer identifier.</param>
/// <param name="Keys">The keys that can be used, in the issuer's order.</param>
/// <param name="LeftOut">What the issuer publishes besides and cannot be used, and why: one sentence a key.</param>
/// <param name="Source">Where they come from; null when none are held.</param>
/// <param name="FetchedAt">When they were fetched; null when none are held.</param>
/// <param name="UsableUntil">When they are not used any more, should the issuer stay silent; null when none are held.</param>
/// <param name="NextRefresh">From when on they are fetched again, provided somebody uses them; null: at the next use.</param>
/// <param name="CoolDownUntil">Until when an unknown <c>kid</c> causes no fetch; null when it would cause one now.</param>
/// <param name="Failures">How many fetches have failed since the last good one.</param>
/// <param name="LastError">What the last failed fetch said, also when a later one was good; null when none ever failed.</param>
/// <param name="LastErrorAt">When that was.</param>
public sealed record KeyRingView(
    string Issuer,
    IReadOnlyList<KeyView> Keys,
    IReadOnlyList<string> LeftOut,
    KeyOrigin? Source,
    long? FetchedAt,
    long? UsableUntil,
    long? NextRefresh,
    long? CoolDownUntil,
    int Failures,
    string? LastError,
    long? LastErrorAt)
{
    /// <summary>Whether a fetch is under way.</summary>
    public bool IsRefreshing { get; init; }
}
