using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Hosts of this process behind HTTP on loopback.</summary>
public sealed class HttpStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await HttpHost.StartAsync(settings);
}
