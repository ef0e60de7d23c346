namespace Verifier.AspNetCore.Credentials;

/// <summary>Whether a call may go on, and for which tenants.</summary>
/// <param name="IsAdmitted">Whether it may; if not, it has been answered.</param>
/// <param name="Tenants">The tenants that it may use; null: all.</param>
internal readonly record struct Admission(bool IsAdmitted, IReadOnlySet<string>? Tenants);
