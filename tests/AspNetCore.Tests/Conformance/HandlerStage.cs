using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Applications whose endpoint is behind the authentication handler and the authorization middleware.</summary>
public sealed class HandlerStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ProtectedHost.StartAsync(settings, byLock: false);
}
