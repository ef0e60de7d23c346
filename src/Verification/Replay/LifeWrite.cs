namespace Verifier.Replay;

/// <summary>How the conditional write of a <see cref="StoredLife"/> ended.</summary>
public enum LifeWrite
{
    /// <summary>It may have happened or may happen yet: a time-out, a broken connection. The record has to be read again.</summary>
    Unknown = 0,

    /// <summary>It is durable.</summary>
    Stored,

    /// <summary>The ETag was not the present one: somebody else has written.</summary>
    Refused,
}
