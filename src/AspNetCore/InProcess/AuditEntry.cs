namespace Verifier.AspNetCore.InProcess;

/// <summary>One line of the audit log as it is stored, beside the change that it is about.</summary>
/// <param name="At">When.</param>
/// <param name="Who">The name of the key that asked for it.</param>
/// <param name="What">What was done, such as <c>tenant.created</c>.</param>
/// <param name="Tenant">To which tenant.</param>
/// <param name="Detail">An entity tag or a revocation's id, or null.</param>
public sealed record AuditEntry(DateTimeOffset At, string Who, string What, string Tenant, string? Detail);
