using Orleans.Services;

namespace Verifier.Grains.Replay;

/// <summary>
/// One on each silo: closes a shard there when another silo has been sent its proofs. Grain directories forget an activation for a while when silos join or leave; so the second one takes over without a fence.
/// </summary>
[Alias("verifier.shard-closer")]
internal interface IShardCloser : IGrainService
{
    /// <summary>Ends the shard's activation on this silo, if there is one, and waits until it has.</summary>
    [Alias("close")]
    [ResponseTimeout("00:00:02")]
    Task CloseAsync(long shard);
}
