using Microsoft.Extensions.Logging;

namespace Verifier.Grains.Replay;

/// <inheritdoc cref="IShardCloser" />
internal sealed class ShardCloser(GrainId id, Silo silo, ILoggerFactory loggers, LocalShards shards) : GrainService(id, silo, loggers), IShardCloser
{
    public async Task CloseAsync(long shard)
    {
        if (shards.Find(shard) is { } activation)
        {
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Another silo is sent this shard's proofs."), CancellationToken.None);
            await activation.Deactivated;
        }
    }
}
