namespace Verifier.Keys;

/// <summary>Where the keys held come from.</summary>
public enum KeyOrigin
{
    /// <summary>From the issuer, as planned.</summary>
    Fetched = 0,

    /// <summary>From storage; nothing was fetched since this process began.</summary>
    Stored,

    /// <summary>From the issuer or storage, past their refresh time because the issuer cannot be reached or answers nonsense.</summary>
    Stale,
}
