using Verifier.Grains.Replay;
using Verifier.Grains.Storage;
using Verifier.Replay;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Replay;

public sealed class LedgerTests
{
    private const int Begun = 4003;

    [Fact]
    public async Task A_proof_sent_at_once_through_all_front_ends_is_accepted_once()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(3, clock);
        ProofUse[] proofs = [.. Enumerable.Range(0, 300).Select(_ => Uses.New(clock.UnixSeconds))];

        int[] accepted = await Task.WhenAll(proofs.Select(proof => AcceptedAsync(cluster.FrontEnds, proof, copies: 8)));

        Assert.All(accepted, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task The_same_request_asked_again_gets_the_same_answer()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, clock);
        ProofUse use = Uses.New(clock.UnixSeconds);

        Assert.Equal(Reason.None, (await AskAsync(cluster.Client, use)).Reason);
        Assert.Equal(Reason.None, (await AskAsync(cluster.FrontEnds[1], use)).Reason);
        Assert.Equal(Reason.ProofReplayed, (await AskAsync(cluster.Client, use.Again())).Reason);
    }

    [Fact]
    public async Task Two_clusters_that_take_one_store_for_theirs_accept_no_proof_twice()
    {
        // Each shard has two live activations, and neither knows of the other: worse than any grain directory does.
        FaultyStorage storage = new();
        await using VerifierTestCluster one = await VerifierTestCluster.StartAsync(1, storage: storage);
        await using VerifierTestCluster other = await VerifierTestCluster.StartAsync(1, storage: storage);
        FrontEndServices[] frontEnds = [one.Client, other.Client];
        LifeId[] lives = [default, default];
        int allowed = 0;

        for (int round = 0; round < 30; round++)
        {
            // Honest clients go on with the nonce of a fence, which names the life.
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            ProofUse[] proofs = [.. Enumerable.Range(0, 40).Select(i => Uses.New(now, lives[i % 2], key: 3))];
            ReplayAnswer[][] answers = await Task.WhenAll(proofs.Select(proof => Task.WhenAll(frontEnds.Select(frontEnd => AskAsync(frontEnd, proof.Again())))));
            Assert.All(answers, both => Assert.InRange(both.Count(answer => answer.Reason is Reason.None), 0, 1));
            allowed += answers.Count(both => both.Any(answer => answer.Reason is Reason.None));
            for (int i = 0; i < 2; i++)
            {
                LifeId? told = answers.Select(both => both[i]).LastOrDefault(answer => answer.Reason is Reason.ReplayFence).Life;
                lives[i] = told is { IsNone: false } life ? life : lives[i];
            }
        }

        Assert.NotEqual(0, allowed);
        Assert.Contains(one.Log.Of(Begun).Concat(other.Log.Of(Begun)), line => line.Contains("did not close", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_shard_that_moves_takes_its_ledger_along_and_fences_nobody()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, clock);
        ProofUse[] used = await FillAsync(cluster, clock);

        // By migration alone: a stop hands over through the store.
        cluster.Storage.Writing = (_, state) => (state as ShardState)?.Ledger = [];
        for (int shard = 0; shard < 8; shard++)
        {
            GrainId grain = cluster.Orleans.Client.GetGrain<IReplayShardGrain>(shard).GetGrainId();
            Assert.True(cluster.Orleans.TryGetGrainContext(grain, out IGrainContext? here));
            SiloAddress there = cluster.Orleans.Silos.Select(silo => silo.SiloAddress).First(silo => !silo.Equals(here.Address.SiloAddress));
            await cluster.Orleans.MigrateAsync(grain, there).WaitAsync(TimeSpan.FromSeconds(30));
        }

        await AssertHandedOverAsync(cluster, clock, used);
    }

    [Fact]
    public async Task A_silo_that_is_stopped_hands_its_ledgers_over_and_fences_nobody()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(3, clock);
        ProofUse[] used = await FillAsync(cluster, clock);

        await cluster.Orleans.StopSiloAsync(cluster.Orleans.Silos[^1]);

        await AssertHandedOverAsync(cluster, clock, used);
    }

    [Fact]
    public async Task A_cluster_that_is_stopped_and_started_again_remembers_the_proofs_and_fences_nobody()
    {
        TestClock clock = new();
        FaultyStorage storage = new();
        ProofUse[] used;
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(2, clock, storage))
        {
            used = await FillAsync(before, clock);
        }

        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(2, clock, storage);
        await AssertHandedOverAsync(after, clock, used);
    }

    [Fact]
    public async Task A_silo_that_is_killed_leaves_a_fence_and_whoever_has_its_nonce_goes_on()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(2, clock, changeSilo: silo => silo.UseVerifierTimings(fast: true));
        ProofUse[] used = await FillAsync(cluster, clock);

        // The store does not hear of the last words of a silo that is killed.
        cluster.Storage.Writing = (_, state) => ThrowIf(state is ShardState { IsClosed: true });
        await cluster.Orleans.KillSiloAsync(cluster.Orleans.Silos[^1]);
        cluster.Storage.Writing = null;

        ReplayAnswer[] again = await Task.WhenAll(used.Select(use => AnsweredAsync(cluster.Client, use)));
        Assert.All(again, answer => Assert.Contains(answer.Reason, (Reason[])[Reason.ProofReplayed, Reason.ReplayFence]));
        ProofUse fenced = used[Array.FindIndex(again, answer => answer.Reason is Reason.ReplayFence)];
        ReplayAnswer fence = await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: fenced.Key));
        Assert.Equal(Reason.ReplayFence, fence.Reason);
        Assert.Equal(Reason.None, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, fence.Life, key: fenced.Key))).Reason);
    }

    [Fact]
    public async Task A_shard_whose_record_is_missing_was_lost_and_fences()
    {
        TestClock clock = new();
        FaultyStorage storage = new();
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, clock, storage))
        {
            _ = await FillAsync(before, clock);
        }

        storage.Lose("verifier-shard/");
        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, clock, storage);
        Assert.Equal(Reason.ReplayFence, (await AskAsync(after.Client, Uses.New(clock.UnixSeconds))).Reason);
    }

    [Fact]
    public async Task A_store_that_has_lost_its_installation_record_alone_is_not_taken_for_a_new_one()
    {
        TestClock clock = new();
        FaultyStorage storage = new();
        string shard;
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, clock, storage))
        {
            _ = await FillAsync(before, clock);
            shard = GrainStates.Stored(before.Orleans.Client.GetGrain<IReplayShardGrain>(5).GetGrainId()).ToString();
        }

        storage.Lose("verifier-installation/");
        storage.Lose($"verifier-shard/{shard}");
        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, clock, storage);
        Assert.Equal(Reason.ReplayFence, (await AskAsync(after.Client, Uses.New(clock.UnixSeconds, key: 5))).Reason);
        Assert.Equal(Reason.None, (await AskAsync(after.Client, Uses.New(clock.UnixSeconds, key: 6))).Reason);
    }

    [Fact]
    public async Task A_store_that_does_not_outlive_its_silos_says_nothing_of_a_first_start()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, clock, change: options => options.StorageLasts = false);

        Assert.Equal(Reason.ReplayFence, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds))).Reason);
    }

    [Fact]
    public async Task The_number_of_shards_is_that_of_the_first_start()
    {
        TestClock clock = new();
        FaultyStorage storage = new();
        ProofUse[] used;
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, clock, storage))
        {
            used = await FillAsync(before, clock);
        }

        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, clock, storage, options => options.Shards = 3);
        await AssertHandedOverAsync(after, clock, used);
        Assert.NotEmpty(after.Log.Of(4002));
    }

    [Fact]
    public async Task The_number_of_shards_stays_when_the_installation_record_was_lost_and_another_number_is_configured()
    {
        TestClock clock = new();
        FaultyStorage storage = new();
        ProofUse[] used;
        await using (VerifierTestCluster before = await VerifierTestCluster.StartAsync(1, clock, storage))
        {
            used = await FillAsync(before, clock);
        }

        storage.Lose("verifier-installation/");
        await using VerifierTestCluster after = await VerifierTestCluster.StartAsync(1, clock, storage, options => options.Shards = 3);
        await AssertHandedOverAsync(after, clock, used);
    }

    [Fact]
    public async Task A_store_that_is_gone_for_longer_than_the_lease_means_503_and_it_heals_by_itself()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, clock);
        Assert.Equal(Reason.None, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: 1))).Reason);

        cluster.Storage.Writing = (_, _) => ThrowIf(true);
        cluster.Storage.Reading = _ => ThrowIf(true);
        Assert.Equal(Reason.None, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: 1))).Reason);
        clock.Advance(TimeSpan.FromSeconds(ReplayShard.Lease + 1));
        Assert.Equal(Reason.ReplayUnavailable, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: 1))).Reason);

        cluster.Storage.Writing = null;
        cluster.Storage.Reading = null;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Reason.None, (await AnsweredAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: 1))).Reason);
    }

    [Fact]
    public async Task A_tenant_flooded_to_its_budget_leaves_the_others_alone()
    {
        TestClock clock = new();
        await using VerifierTestCluster cluster = await VerifierTestCluster.StartAsync(1, clock);
        ReplayAnswer[] flood = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: 8UL * (ulong)i, budget: 64))));
        Assert.Contains(flood, answer => answer.Reason is Reason.Overloaded);

        Assert.Equal(Reason.Overloaded, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: 8, budget: 64))).Reason);
        Assert.Equal(Reason.None, (await AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, tenant: "other", key: 8, budget: 64))).Reason);
    }

    private static Task<ReplayAnswer> AskAsync(FrontEndServices frontEnd, ProofUse use) => frontEnd.Ledger.TryRecordAsync(use, CancellationToken.None).AsTask();

    // As an honest client does with a 503: again, the same proof.
    private static async Task<ReplayAnswer> AnsweredAsync(FrontEndServices frontEnd, ProofUse use)
    {
        for (long began = Environment.TickCount64; ;)
        {
            ReplayAnswer answer = await AskAsync(frontEnd, use.Again());
            if (answer.Reason is not Reason.ReplayUnavailable || Environment.TickCount64 - began > 30_000)
            {
                return answer;
            }
        }
    }

    private static async Task<int> AcceptedAsync(IReadOnlyList<FrontEndServices> frontEnds, ProofUse proof, int copies)
    {
        ReplayAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, copies).Select(i => AskAsync(frontEnds[i % frontEnds.Count], proof.Again())));
        return answers.Count(answer => answer.Reason is Reason.None);
    }

    // Some proofs on every shard.
    private static async Task<ProofUse[]> FillAsync(VerifierTestCluster cluster, TestClock clock)
    {
        ProofUse[] used = [.. Enumerable.Range(0, 40).Select(i => Uses.New(clock.UnixSeconds, key: (ulong)i))];
        ReplayAnswer[] answers = await Task.WhenAll(used.Select(use => AskAsync(cluster.Client, use)));
        Assert.All(answers, answer => Assert.Equal(Reason.None, answer.Reason));
        return used;
    }

    private static async Task AssertHandedOverAsync(VerifierTestCluster cluster, TestClock clock, ProofUse[] used)
    {
        ReplayAnswer[] again = await Task.WhenAll(used.Select(use => AnsweredAsync(cluster.Client, use)));
        Assert.All(again, answer => Assert.Equal(Reason.ProofReplayed, answer.Reason));
        ReplayAnswer[] fresh = await Task.WhenAll(used.Select(use => AskAsync(cluster.Client, Uses.New(clock.UnixSeconds, key: use.Key))));
        Assert.All(fresh, answer => Assert.Equal(Reason.None, answer.Reason));
        Assert.DoesNotContain(cluster.Log.Of(Begun), line => !line.Contains("it was closed", StringComparison.Ordinal));
    }

    private static void ThrowIf(bool isBroken)
    {
        if (isBroken)
        {
            throw new IOException("The store is gone.");
        }
    }
}
