using Verifier.AspNetCore.InProcess;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Tests.InProcess;

/// <summary>Changes of a registry without storage, which are done when the call returns.</summary>
internal static class RegistryCalls
{
    public static TenantChange Put(this TenantRegistry registry, TenantPolicy policy, TenantCondition condition) => Done(registry.PutAsync(policy, condition, "test", default));

    public static TenantChange Delete(this TenantRegistry registry, string name, TenantCondition condition) => Done(registry.DeleteAsync(name, condition, "test", default));

    public static TenantOutcome Revoke(this TenantRegistry registry, string name, Revocation revocation) => Done(registry.RevokeAsync(name, revocation, "test", default));

    public static TenantOutcome Restore(this TenantRegistry registry, string name, string revocation) => Done(registry.RestoreAsync(name, revocation, "test", default));

    public static void RotateNonces(this TenantRegistry registry) => Assert.True(registry.RotateNoncesAsync().IsCompletedSuccessfully);

    private static T Done<T>(ValueTask<T> change) => change.IsCompletedSuccessfully ? change.Result : throw new InvalidOperationException("A registry without storage answers at once.");
}
