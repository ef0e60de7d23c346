namespace Verifier.Replay;

/// <summary>What a ledger holds for one tenant.</summary>
internal sealed class TenantProofs(string name, LedgerFloor floor)
{
    private LedgerFloor _floor = floor;

    public string Name { get; } = name;

    public LedgerFloor Floor => _floor;

    public ExpiryQueue Proofs { get; } = new();

    /// <summary>The proof lifetime of the tenant's last use, in seconds: by it proofs expire while nobody comes.</summary>
    public int Lifetime { get; set; }

    /// <summary>Goes over to the ledger's present life, if it has changed.</summary>
    /// <param name="life">The present life.</param>
    /// <param name="horizon">The latest time that a proof may have now.</param>
    public void Enter(LifeId life, long horizon)
    {
        // A clock set back this far leaves proofs that nobody can present until it has caught up. All proofs held are from earlier lives here, so the fence can stand in
        // for them; kept, they would fill the tenant's budget for as long as the clock was set back.
        if (_floor.Enter(life) && Proofs.Live > 0 && Proofs.LiveSeconds[^1].Time > horizon)
        {
            _floor.RaiseFence(Proofs.LiveSeconds[^1].Time);
            Proofs.Expire(_floor.Fence);
        }
    }

    /// <summary>Raises the expiry floor; at once, everything up to it is expired, though not yet freed.</summary>
    public void Raise(long expiry)
    {
        _floor.Raise(expiry);
        Proofs.Expire(_floor.Expiry);
    }
}
