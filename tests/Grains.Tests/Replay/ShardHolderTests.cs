using Microsoft.Extensions.Logging.Abstractions;
using Verifier.Grains.Replay;
using Verifier.Grains.Storage;
using Verifier.Replay;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Replay;

public sealed class ShardHolderTests
{
    private const int Shards = 4;
    private readonly FaultyStorage _storage = new();
    private readonly TestClock _clock = new();
    private volatile SiloStanding _standing = SiloStanding.Present;

    [Fact]
    public async Task A_request_that_still_waits_when_its_shard_has_closed_begins_no_life_that_nobody_would_close()
    {
        ShardHolder holder = Holder("one");
        Assert.True(await holder.PrepareAsync());
        Assert.NotEmpty(await holder.CloseAsync());

        Assert.False(await holder.PrepareAsync());

        Assert.True((await Record().ReadAsync())!.IsClosed);
    }

    [Fact]
    public async Task A_holder_waits_for_the_last_one_whose_silo_is_leaving_and_goes_on_with_its_ledger()
    {
        (ShardHolder leaving, ProofUse used) = await HeldAsync();
        _standing = SiloStanding.Leaving;
        ShardHolder next = Holder("two");
        Task<bool> prepared = next.PrepareAsync();

        // What a silo closes while it leaves, its successor reads again.
        Assert.False(prepared.IsCompleted);
        _ = await leaving.CloseAsync();

        Assert.True(await prepared);
        Assert.Equal(Reason.ProofReplayed, next.TryRecord(used.Again(), Shards).Reason);
    }

    [Fact]
    public async Task A_holder_whose_silo_does_not_come_to_its_end_is_not_waited_for_for_ever_and_leaves_a_fence()
    {
        (_, ProofUse used) = await HeldAsync();
        _standing = SiloStanding.Leaving;
        ShardHolder next = Holder("two");

        Assert.True(await next.PrepareAsync());

        Assert.Equal(Reason.ReplayFence, next.TryRecord(used.Again(), Shards).Reason);
    }

    [Fact]
    public async Task A_record_that_was_closed_after_it_was_read_by_a_silo_that_is_gone_now_is_read_again()
    {
        (ShardHolder gone, ProofUse used) = await HeldAsync();
        _standing = SiloStanding.Gone;
        ShardHolder next = Holder("two", asked: () => gone.CloseAsync().GetAwaiter().GetResult());

        Assert.True(await next.PrepareAsync());

        Assert.Equal(Reason.ProofReplayed, next.TryRecord(used.Again(), Shards).Reason);
    }

    [Fact]
    public async Task A_holder_that_the_grain_directory_forgot_is_asked_to_close_and_its_successor_goes_on_with_its_ledger()
    {
        (ShardHolder forgotten, ProofUse used) = await HeldAsync();
        ShardHolder next = Holder("two", asked: () => forgotten.CloseAsync().GetAwaiter().GetResult());

        Assert.True(await next.PrepareAsync());

        Assert.Equal(Reason.ProofReplayed, next.TryRecord(used.Again(), Shards).Reason);
        Assert.Equal(Reason.ReplayUnavailable, forgotten.TryRecord(used.Again(), Shards).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_holder_that_cannot_close_any_more_leaves_a_fence(bool isGone)
    {
        (_, ProofUse used) = await HeldAsync();
        _standing = isGone ? SiloStanding.Gone : SiloStanding.Present;
        ShardHolder next = Holder("two");

        Assert.True(await next.PrepareAsync());

        Assert.Equal(Reason.ReplayFence, next.TryRecord(used.Again(), Shards).Reason);
    }

    [Fact]
    public async Task A_proof_whose_shard_was_reckoned_with_another_number_of_shards_is_not_recorded()
    {
        (ShardHolder holder, ProofUse used) = await HeldAsync();

        Assert.Equal(Reason.ReplayUnavailable, holder.TryRecord(used with { Proof = used.Proof + 1 }, Shards * 2).Reason);
        Assert.Equal(Reason.ReplayUnavailable, holder.TryRecord(used.Again(), Shards * 2).Reason);
        Assert.Equal(Reason.ProofReplayed, holder.TryRecord(used.Again(), Shards).Reason);
    }

    // A shard with a life that accepts what was made under it.
    private async Task<(ShardHolder Holder, ProofUse Used)> HeldAsync()
    {
        ShardHolder holder = Holder("one");
        Assert.True(await holder.PrepareAsync());
        LifeId life = holder.TryRecord(Uses.New(_clock.UnixSeconds), Shards).Life;
        ProofUse used = Uses.New(_clock.UnixSeconds, life);
        Assert.Equal(Reason.None, holder.TryRecord(used, Shards).Reason);
        return (holder, used);
    }

    private ShardHolder Holder(string silo, Action? asked = null) => new(Record(), new Silos(silo, () => _standing, asked), () => Task.FromResult(Shards), _clock, clockDifference: 2, number: 1, NullLogger.Instance);

    private StoredState<ShardState> Record() => new(_storage, "shard", GrainId.Create("shard", "1"), NullLogger.Instance);

    private sealed class Silos(string self, Func<SiloStanding> standing, Action? asked) : IHolderSilos
    {
        public string Self => self;

        public SiloStanding StandingOf(string address)
        {
            if (standing() is SiloStanding.Gone)
            {
                asked?.Invoke();
            }

            return standing();
        }

        public Task AskToCloseAsync(string address, long shard)
        {
            asked?.Invoke();
            return Task.CompletedTask;
        }
    }
}
