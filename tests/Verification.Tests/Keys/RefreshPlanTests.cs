using FsCheck;
using FsCheck.Fluent;
using Verifier.Keys;

namespace Verifier.Verification.Tests.Keys;

public sealed class RefreshPlanTests
{
    private static readonly RefreshPlan Plan = new(RefreshSeconds: 600, MaxStaleSeconds: 3600);

    [Theory]
    [InlineData(0, 540)]
    [InlineData(0.5, 600)]
    [InlineData(1, 660)]
    public void Keys_are_due_after_the_refresh_time_give_or_take_a_tenth(double jitter, long after) => Assert.Equal(1000 + after, Plan.DueAt(1000, jitter));

    [Theory]
    [InlineData(-1, 540)]
    [InlineData(2, 660)]
    public void Jitter_is_no_more_than_a_tenth(double jitter, long after) => Assert.Equal(1000 + after, Plan.DueAt(1000, jitter));

    [Fact]
    public void Keys_are_due_before_they_are_too_old_to_use() => Assert.Equal(1000 + 540, new RefreshPlan(600, 600).DueAt(1000, 1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(8, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Failures_are_retried_after_1_s_doubling_to_60_s(int failures, long after) => Assert.Equal(1000 + after, Plan.RetryAt(1000, failures));

    [Fact]
    public void A_retry_waits_no_longer_than_a_refresh() => Assert.Equal(1000 + 5, new RefreshPlan(5, 3600).RetryAt(1000, 9));

    [Fact]
    public void Whatever_the_numbers_refreshes_come_later_than_now_and_before_the_keys_end()
        => Prop.ForAll(
            Gen.Choose(1, 86_400).Two().Zip(Gen.Choose(0, 1000)).ToArbitrary(),
            numbers =>
            {
                var plan = new RefreshPlan(numbers.Item1.Item1, numbers.Item1.Item2);
                long due = plan.DueAt(0, numbers.Item2 / 1000.0);
                return due >= 1 && due <= Math.Max(1, plan.RefreshSeconds * 1.1) && (due < plan.UsableUntil(0) || plan.MaxStaleSeconds == 1);
            }).QuickCheckThrowOnFailure();
}
