using FsCheck;
using FsCheck.Fluent;
using Verifier.Keys;

namespace Verifier.Verification.Tests.Keys;

/// <summary>A ring whose clock is set, forward and back.</summary>
public sealed class KeyRingClockTests
{
    private const long Start = 1_750_000_000;

    private static readonly RefreshPlan Plan = new(RefreshSeconds: 600, MaxStaleSeconds: 3600);

    private static readonly KeySet Fetched = TestKeySet.Of(Start, TestKeySet.P256("first"));

    private readonly KeyRing _ring = new("https://issuer.example");

    [Fact]
    public void A_clock_set_back_freezes_neither_refresh_nor_retry_nor_cool_down()
    {
        const long Day = 86_400;
        Assert.True(_ring.Succeeded(Fetched, Start, 0.5));
        Assert.True(_ring.MayAsk(Start + 1));

        Assert.False(_ring.MayAsk(Start + 1 - Day));
        Assert.True(_ring.MayAsk(Start + 11 - Day));
        Assert.True(_ring.ShouldRefresh(Start + 600 - Day, Plan));

        _ring.Failed("it answered 500", Start + 600 - Day);
        Assert.False(_ring.ShouldRefresh(Start + 600 - (2 * Day), Plan));
        Assert.True(_ring.ShouldRefresh(Start + 601 - (2 * Day), Plan));
    }

    [Fact]
    public void A_clock_set_back_makes_no_key_younger()
    {
        Assert.True(_ring.Succeeded(Fetched, Start, 0.5));
        _ = _ring.Usable(Start + 3000, Plan);

        Assert.NotNull(_ring.Usable(Start - 1_000_000, Plan));
        Assert.NotNull(_ring.Usable(Start - 1_000_000 + 599, Plan));
        Assert.Null(_ring.Usable(Start - 1_000_000 + 600, Plan));
    }

    [Fact]
    public void Whatever_the_clock_does_age_is_the_time_that_passed_and_the_cool_down_holds()
    {
        Prop.ForAll(
            Gen.Choose(-5000, 900).ListOf(40).ToArbitrary(),
            steps =>
            {
                var ring = new KeyRing("https://issuer.example");
                long now = Start;
                _ = ring.Succeeded(Fetched, now, 0.5);
                long age = 0;
                long sinceAsked = KeyRing.CoolDownSeconds;
                foreach (int step in steps)
                {
                    now += step;
                    age += Math.Max(0, step);
                    sinceAsked += Math.Max(0, step);
                    bool asks = ring.MayAsk(now);
                    if (ring.Usable(now, Plan) is not null != age < 3600 || ring.ShouldRefresh(now, Plan) != age >= 600 || asks != sinceAsked >= KeyRing.CoolDownSeconds)
                    {
                        return false;
                    }

                    sinceAsked = asks ? 0 : sinceAsked;
                }

                return true;
            }).QuickCheckThrowOnFailure();
    }
}
