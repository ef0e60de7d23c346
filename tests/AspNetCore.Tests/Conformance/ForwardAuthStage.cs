using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Hosts of this process, asked as a reverse proxy asks.</summary>
public sealed class ForwardAuthStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ForwardAuthHost.StartAsync(settings);
}
