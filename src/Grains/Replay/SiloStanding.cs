namespace Verifier.Grains.Replay;

/// <summary>How a silo stands towards the cluster.</summary>
internal enum SiloStanding
{
    /// <summary>It is a member, or it is this one.</summary>
    Present,

    /// <summary>It is on its way out, and closes what it holds.</summary>
    Leaving,

    /// <summary>It holds nothing any more.</summary>
    Gone,
}
