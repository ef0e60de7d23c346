namespace Verifier.Grains.Keys;

/// <summary>An issuer's keys as their owner has them at one moment; durations are in seconds from then.</summary>
/// <param name="Epoch">Grows with each set taken; of two answers the one with the higher epoch holds.</param>
/// <param name="Jwks">The document; null when there are no keys to use, and when the asker has this epoch already.</param>
/// <param name="IsKnown">Whether the asker has this epoch already.</param>
/// <param name="FetchedAt">When it was fetched, Unix seconds.</param>
/// <param name="FreshFor">For how long there is no need to ask again; with no keys, for how long it is of no use.</param>
/// <param name="UsableFor">For how long they may be used, should nobody hear of others.</param>
/// <param name="CoolDown">For how long an unknown <c>kid</c> brings no fetch.</param>
/// <param name="IsPending">Whether a fetch was under way for longer than a call may take: ask again.</param>
[GenerateSerializer]
[Immutable]
[Alias("verifier.leased-keys")]
internal sealed record LeasedKeys(
    [property: Id(0)] long Epoch,
    [property: Id(1)] byte[]? Jwks,
    [property: Id(2)] bool IsKnown,
    [property: Id(3)] long FetchedAt,
    [property: Id(4)] long FreshFor,
    [property: Id(5)] long UsableFor,
    [property: Id(6)] long CoolDown,
    [property: Id(7)] bool IsPending);
