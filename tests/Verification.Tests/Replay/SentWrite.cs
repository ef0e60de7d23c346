using Verifier.Replay;

namespace Verifier.Tests.Replay;

/// <summary>A conditional write on its way to the store.</summary>
internal sealed record SentWrite(StoredLife Record, byte[] Ledger, int Against)
{
    /// <summary>The new ETag, or -1 if it was refused, or null if it has not arrived.</summary>
    public int? Landed { get; set; }
}
