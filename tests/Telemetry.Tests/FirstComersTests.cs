namespace Verifier.Telemetry.Tests;

public sealed class FirstComersTests
{
    [Fact]
    public void Only_the_first_are_told_apart_and_they_stay()
    {
        FirstComers<string> tenants = new(3);

        Assert.Equal(["a", "b", "c"], new[] { "a", "b", "c", "d", "e" }.Where(tenants.Has));
        Assert.Equal(["a", "b", "c"], new[] { "e", "d", "c", "b", "a" }.Where(tenants.Has).Order());
    }

    [Fact]
    public void Many_at_once_find_no_more_room_than_there_is()
    {
        FirstComers<int> values = new(100);

        int had = 0;
        Parallel.For(0, 10_000, value => Interlocked.Add(ref had, values.Has(value) ? 1 : 0));

        Assert.InRange(had, 1, 100);
        Assert.InRange(Enumerable.Range(0, 10_000).Count(values.Has), 1, 100);
    }
}
