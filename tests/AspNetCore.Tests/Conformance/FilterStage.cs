using Verifier.Conformance;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>Applications whose endpoint is behind the endpoint filter, alone.</summary>
public sealed class FilterStage : Stage
{
    /// <inheritdoc />
    protected override async Task<IVerifierHost> StartAsync(HostSettings settings) => await ProtectedHost.StartAsync(settings, byFilter: true);
}
