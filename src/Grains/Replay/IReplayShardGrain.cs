namespace Verifier.Grains.Replay;

/// <summary>The owner of one shard of the ledger of used proofs; its key is the shard's number.</summary>
[Alias("verifier.replay-shard")]
internal interface IReplayShardGrain : IGrainWithIntegerKey
{
    /// <summary>Records a proof's use if it is its first. Asked again with the same request id it gives the same answer.</summary>
    [Alias("record-2")]
    [ResponseTimeout("00:00:01")]
    ValueTask<RecordAnswer> TryRecordAsync(RecordProof use);
}
