namespace Verifier.Cluster.Tests.Load;

/// <summary>One proof with its token, and how often it was allowed.</summary>
internal sealed class SentProof(string token, string? proof)
{
    private int _allowed;

    public string Token => token;

    /// <summary>Null: the token is sent as Bearer.</summary>
    public string? Proof => proof;

    public long CreatedAt { get; } = Environment.TickCount64;

    public int Allowed => Volatile.Read(ref _allowed);

    public void Allow() => Interlocked.Increment(ref _allowed);
}
