using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Hosts in this process.</summary>
public sealed class InProcessStage : Stage
{
    /// <inheritdoc />
    protected override Task<IVerifierHost> StartAsync(HostSettings settings) => Task.FromResult<IVerifierHost>(new InProcessHost(settings));
}
