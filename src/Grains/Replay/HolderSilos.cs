using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;

namespace Verifier.Grains.Replay;

/// <summary>The silos as the membership service has them.</summary>
internal sealed class HolderSilos(IServiceProvider services, ISiloStatusOracle silos, ILogger<HolderSilos> logger) : GrainServiceClient<IShardCloser>(services), IHolderSilos
{
    /// <inheritdoc />
    public string Self { get; } = silos.SiloAddress.ToParsableString();

    /// <inheritdoc />
    public SiloStanding StandingOf(string address) => address == Self ? SiloStanding.Present : silos.GetApproximateSiloStatus(SiloAddress.FromParsableString(address)) switch
    {
        SiloStatus.ShuttingDown or SiloStatus.Stopping => SiloStanding.Leaving,
        SiloStatus.Dead or SiloStatus.None => SiloStanding.Gone,
        _ => SiloStanding.Present,
    };

    /// <inheritdoc />
    public async Task AskToCloseAsync(string address, long shard)
    {
        try
        {
            await GetGrainService(SiloAddress.FromParsableString(address)).CloseAsync(shard);
        }
        catch (Exception failure)
        {
            // Then the record tells nothing new, and what it held is fenced.
            Log.HolderNotAsked(logger, shard, failure.GetType().Name);
        }
    }
}
