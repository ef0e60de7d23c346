using Microsoft.Extensions.Logging.Abstractions;
using Verifier.Grains.Replay;
using Verifier.Grains.Storage;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Replay;

public sealed class ShardHolderTests
{
    [Fact]
    public async Task A_request_that_still_waits_when_its_shard_has_closed_begins_no_life_that_nobody_would_close()
    {
        FaultyStorage storage = new();
        GrainId shard = GrainId.Create("shard", "1");
        ShardHolder holder = new(Record(), new TestClock(), clockDifference: 2, number: 1, NullLogger.Instance);
        Assert.True(await holder.PrepareAsync());
        Assert.NotEmpty(await holder.CloseAsync());

        Assert.False(await holder.PrepareAsync());

        Assert.True((await Record().ReadAsync())!.IsClosed);

        StoredState<ShardState> Record() => new(storage, "shard", shard, NullLogger.Instance);
    }
}
