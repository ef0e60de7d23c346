namespace Verifier.Tenants;

/// <summary>How an issuer's keys are kept, as people write it; nothing is checked here. Null: not written.</summary>
public sealed record KeySettings
{
    /// <summary>How often keys are fetched, in seconds, 60 to 86400 (a day); default 600.</summary>
    public long? RefreshSeconds { get; init; }

    /// <summary>How old keys may get before they are not used any more, in seconds, from <see cref="RefreshSeconds"/> to 604800 (a week); default 3600.</summary>
    public long? MaxStaleSeconds { get; init; }
}
