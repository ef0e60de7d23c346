namespace Verifier.Nonces;

/// <summary>How old a genuine nonce may be (RFC 9449 section 9).</summary>
public static class NonceRules
{
    /// <summary>Whether the nonce is valid now: <see cref="Reason.None"/> or <see cref="Reason.NonceInvalid"/>.</summary>
    /// <param name="claims">A genuine nonce's claims.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="maxAge">How old it may be, in seconds; at most <see cref="NonceRing.MaxAge"/> counts.</param>
    /// <param name="skew">How far the clock of the node that minted it may be ahead of ours, in seconds. Not the client's clock: that one has no part in a nonce.</param>
    public static Reason Check(in NonceClaims claims, long now, int maxAge, int skew) =>
        claims.MintedAt > now + skew || claims.MintedAt < now - Math.Min(maxAge, NonceRing.MaxAge) ? Reason.NonceInvalid : Reason.None;

    /// <summary>Whether a valid nonce has passed half of its age, so that a new one should be sent along.</summary>
    /// <param name="claims">A valid nonce's claims.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="maxAge">As for <see cref="Check"/>.</param>
    public static bool IsAgeing(in NonceClaims claims, long now, int maxAge) => claims.MintedAt < now - (Math.Min(maxAge, NonceRing.MaxAge) / 2);
}
