namespace Verifier.Explanations;

/// <summary>What became of one check.</summary>
public enum CheckOutcome
{
    /// <summary>The request met it.</summary>
    Passed = 0,

    /// <summary>The request was refused for it.</summary>
    Failed,

    /// <summary>The verdict was there before.</summary>
    NotReached,
}
