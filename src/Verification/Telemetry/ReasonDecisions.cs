namespace Verifier.Telemetry;

/// <summary>How many decisions had one reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Counts">How many there were in each span, oldest first.</param>
public sealed record ReasonDecisions(Reason Reason, IReadOnlyList<int> Counts);
