using Verifier.Keys;

namespace Verifier.Grains.Keys;

/// <summary>An issuer's keys as a front end holds them; times are Unix seconds of its own clock.</summary>
/// <param name="Keys">The keys; null when their owner has none.</param>
/// <param name="Jwks">The document that they are from.</param>
/// <param name="Question">What was asked for.</param>
/// <param name="From">When this was told.</param>
/// <param name="FreshUntil">Until when there is no need to ask again.</param>
/// <param name="UsableUntil">Until when they may be used.</param>
/// <param name="CoolDownUntil">Until when asking for an unknown <c>kid</c> is of no use.</param>
internal sealed record HeldKeys(KeySet? Keys, byte[]? Jwks, KeyQuestion Question, long From, long FreshUntil, long UsableUntil, long CoolDownUntil)
{
    /// <summary>Whether this is an answer to the question now. Never when the clock was set back since.</summary>
    public bool Answers(KeyQuestion question, long now) => question == Question && now >= From && now < FreshUntil;

    public bool CoolsDown(long now) => now >= From && now < CoolDownUntil;

    public KeySet? Usable(long now) => now < UsableUntil ? Keys : null;

    public static HeldKeys Of(LeasedKeys told, KeyQuestion question, HeldKeys? before, long now)
    {
        KeySet? keys = null;
        if (told.Jwks is { } jwks)
        {
            if (ReferenceEquals(jwks, before?.Jwks))
            {
                keys = before.Keys;
            }
            else if (KeySet.TryRead(jwks, told.FetchedAt, out keys, out _) && before?.Keys is { } former)
            {
                keys = keys!.Reusing(former);
            }
        }

        return new HeldKeys(keys, told.Jwks, question, now, now + told.FreshFor, now + told.UsableFor, now + Math.Min(told.CoolDown, KeyRing.CoolDownSeconds));
    }
}
