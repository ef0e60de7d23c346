namespace Verifier.AspNetCore.Health;

/// <summary>Ready when a host says so.</summary>
internal sealed class ReadyWhen(Func<bool> isReady) : IReadinessPart
{
    /// <inheritdoc />
    public bool IsReady => isReady();
}
