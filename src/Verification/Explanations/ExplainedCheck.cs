namespace Verifier.Explanations;

/// <summary>One check of an explained request.</summary>
/// <param name="Check">Its name, <c>snake_case</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Expected">What would do; null where the check was not reached. May hold text of the request, shortened and in visible ASCII.</param>
/// <param name="Received">What was there, likewise. Never a whole token, proof or signature.</param>
/// <param name="Advice">What to do, a fixed sentence or two; null where there is nothing to do.</param>
public sealed record ExplainedCheck(string Check, CheckOutcome Outcome, string? Expected, string? Received, string? Advice);
