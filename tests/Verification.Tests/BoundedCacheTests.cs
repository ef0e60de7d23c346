namespace Verifier.Verification.Tests;

public class BoundedCacheTests
{
    [Fact]
    public void It_never_holds_more_than_its_capacity_and_a_little()
    {
        BoundedCache<int, int> cache = new(100);
        for (int i = 0; i < 10_000; i++)
        {
            cache.Set(i, i);
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(i => Holds(cache, i)), 1, 102);
    }

    [Fact]
    public void What_is_used_stays_while_others_come_and_go()
    {
        BoundedCache<int, int> cache = new(100);
        cache.Set(-1, 1);
        for (int i = 0; i < 10_000; i++)
        {
            cache.Set(i, i);
            Assert.True(cache.TryGet(-1, out _));
        }
    }

    [Fact]
    public void Many_threads_at_once_lose_nothing_that_they_have_just_used()
    {
        BoundedCache<int, int> cache = new(1_000);
        _ = Parallel.For(0, 8, worker =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                int key = (worker * 1_000_000) + i;
                cache.Set(key, key);
                Assert.False(cache.TryGet(key, out int value) && value != key);
            }
        });

        Assert.InRange(Enumerable.Range(0, 8).Sum(worker => Enumerable.Range(0, 20_000).Count(i => Holds(cache, (worker * 1_000_000) + i))), 1, 1_100);
    }

    // A look moves an entry to the younger generation; on a full cache that may drop others, so the count is a lower bound of what was there.
    private static bool Holds(BoundedCache<int, int> cache, int key) => cache.TryGet(key, out _);
}
