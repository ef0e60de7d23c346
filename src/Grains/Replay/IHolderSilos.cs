namespace Verifier.Grains.Replay;

/// <summary>What the holder of a shard has to know of the cluster's silos.</summary>
internal interface IHolderSilos
{
    /// <summary>The address of this one.</summary>
    string Self { get; }

    /// <summary>How the silo of an address stands, as far as this one knows.</summary>
    SiloStanding StandingOf(string address);

    /// <summary>Asks a silo to close a shard that it holds; ends when it has, or does not, or cannot be asked.</summary>
    Task AskToCloseAsync(string address, long shard);
}
