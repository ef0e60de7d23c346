namespace Verifier.Explanations;

/// <summary>A verdict and how it came about.</summary>
/// <param name="Verdict">The verdict of the very code that decides on requests, save that no proof was recorded.</param>
/// <param name="JudgedAt">The moment judged at, Unix seconds.</param>
/// <param name="Checks">The checks in the order in which they are made; those that do not apply to the request are left out.</param>
public sealed record Explanation(Verdict Verdict, long JudgedAt, IReadOnlyList<ExplainedCheck> Checks);
