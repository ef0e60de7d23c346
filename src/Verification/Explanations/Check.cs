namespace Verifier.Explanations;

/// <summary>One check, as far as explaining it goes; it is made elsewhere.</summary>
/// <param name="Name">Its name, <c>snake_case</c>.</param>
/// <param name="Reasons">The reasons that it refuses for.</param>
/// <param name="Describe">What it expects and what it got.</param>
internal sealed record Check(string Name, Reason[] Reasons, Func<Reading, Detail> Describe)
{
    /// <summary>Whether the request is subject to it.</summary>
    public Func<Reading, bool> Applies { get; init; } = static _ => true;

    /// <summary>Of several checks with one reason, whether the reason arose in this one; the last of them takes what is left.</summary>
    public Func<Reading, Reason, bool> Refuses { get; init; } = static (_, _) => true;
}
