using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Applications whose endpoint is behind the lock around the endpoint, alone.</summary>
public sealed class LockStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ProtectedHost.StartAsync(settings, byLock: true);
}
