namespace Verifier.Conformance.Reasons;

/// <summary>A row of the HTTP contract's table.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Status">The status.</param>
/// <param name="Error">The error, or null for a bare challenge.</param>
/// <param name="Scheme">The scheme whose challenge carries the error.</param>
internal sealed record ReasonRow(string Code, int Status, string? Error, string Scheme = "Bearer");
