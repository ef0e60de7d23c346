using Verifier.AspNetCore.Tests.Conformance;
using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Explanations;

/// <summary>Hosts that explain each request first.</summary>
public sealed class ExplainedStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => new ExplainedHost(await HttpHost.StartAsync(settings));
}
