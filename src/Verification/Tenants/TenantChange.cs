namespace Verifier.Tenants;

/// <summary>The answer to a change of a tenant.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Entry">The tenant afterwards; when nothing was changed, as it is; null when there is none.</param>
public readonly record struct TenantChange(TenantOutcome Outcome, TenantEntry? Entry);
