using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.Testing;

namespace Verifier.Telemetry.Tests;

/// <summary>What was decided in the last hour: exact, and bounded whatever is asked.</summary>
public sealed class DecisionStatisticsTests
{
    private const long Now = 1_900_000_000;

    private static readonly AccessRequest Request = new();

    [Fact]
    public void A_percentile_is_off_by_less_than_a_fifth()
    {
        foreach (double micros in (double[])[1, 3, 17, 250, 999, 12_345, 800_000, 9_000_000])
        {
            DecisionStatistics statistics = new();
            statistics.Count(Request, VerdictOf("acme"), Now, TimeSpan.FromMicroseconds(micros));

            double told = statistics.Read(null, Now).RecentMedian!.Value * 1_000_000;
            Assert.InRange(told, micros / 1.2, micros * 1.2);
        }
    }

    [Fact]
    public void Half_of_the_decisions_are_below_the_median_and_one_of_a_hundred_above_the_99th()
    {
        DecisionStatistics statistics = new();
        for (int i = 0; i < 985; i++)
        {
            statistics.Count(Request, VerdictOf("acme"), Now, TimeSpan.FromMicroseconds(i < 300 ? 20 : 100));
        }

        for (int i = 0; i < 15; i++)
        {
            statistics.Count(Request, VerdictOf("acme"), Now, TimeSpan.FromMilliseconds(50));
        }

        DecisionHour hour = statistics.Read("acme", Now);
        Assert.InRange(hour.RecentMedian!.Value, 0.000_08, 0.000_12);
        Assert.InRange(hour.RecentPercentile99!.Value, 0.04, 0.06);
        Assert.Equal(hour.RecentPercentile99, hour.Percentile99[^1]);
        Assert.All(hour.Percentile99.SkipLast(1), Assert.Null);
    }

    [Fact]
    public void The_shortest_and_the_longest_durations_are_counted_too()
    {
        DecisionStatistics statistics = new();
        foreach (TimeSpan took in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromDays(1), TimeSpan.MaxValue])
        {
            statistics.Count(Request, VerdictOf("acme"), Now, took);
        }

        Assert.Equal(4, statistics.Read(null, Now).Tenants.Single().Allowed);
    }

    [Fact]
    public void Tenants_that_come_when_there_are_as_many_as_are_told_apart_share_one_name()
    {
        DecisionStatistics statistics = new();
        for (int i = 0; i < DecisionStatistics.MostTenants + 50; i++)
        {
            statistics.Count(Request, VerdictOf($"t{i:000}"), Now, TimeSpan.Zero);
        }

        DecisionHour hour = statistics.Read(null, Now + DecisionStatistics.SpanSeconds);
        Assert.Equal(DecisionStatistics.MostTenants + 1, hour.Tenants.Count);
        Assert.Equal(50, hour.Tenants.Single(tenant => tenant.Tenant == "(other)").Allowed);

        // Who was told apart before still is, in another span too.
        statistics.Count(Request, VerdictOf("t007"), Now + 100, TimeSpan.Zero);
        Assert.Equal(2, statistics.Read(null, Now + 100).Tenants.Single(tenant => tenant.Tenant == "t007").Allowed);
    }

    [Fact]
    public async Task Whatever_many_threads_count_at_once_is_counted()
    {
        DecisionStatistics statistics = new();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                statistics.Count(Request, VerdictOf(i % 2 == 0 ? "acme" : "other"), Now + (i % 100), TimeSpan.FromMicroseconds(i));
            }
        })));

        DecisionHour hour = statistics.Read(null, Now + 99);
        Assert.Equal([20_000, 20_000], hour.Tenants.Select(tenant => tenant.Allowed));
        Assert.Equal(40_000, hour.Reasons.Single().Counts.Sum());
    }

    [Fact]
    public void A_clock_that_is_set_back_or_far_ahead_loses_no_new_decision()
    {
        DecisionStatistics statistics = new();
        foreach (long now in (long[])[Now, Now + 86_400, Now - 86_400, 0, Now])
        {
            statistics.Count(Request, VerdictOf("acme"), now, TimeSpan.Zero);
            Assert.Equal(1, statistics.Read(null, now).Reasons.Single().Counts[^1]);
        }
    }

    [Fact]
    public async Task Counting_allocates_nothing()
    {
        await using LoopbackIssuer issuer = await LoopbackIssuer.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Verifier:Fetch:AllowHttpLoopback"] = "true";
        builder.Services.AddVerifier(options => options.AddTenant("acme", issuer.Url, "https://api.test"));
        await using WebApplication app = builder.Build();
        TokenVerifier verifier = app.Services.GetRequiredService<TokenVerifier>();
        DecisionMeter decisions = new(verifier, TimeProvider.System, new DecisionStatistics());
        AccessRequest request = new() { Authorization = HeaderField.From($"Bearer {issuer.Issuer.Token()}") };
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.True((await decisions.VerifyAsync(request, now, default)).IsAllowed);

        Assert.Equal(await Allocations.LeastAsync(() => verifier.VerifyAsync(request, now, default)), await Allocations.LeastAsync(() => decisions.VerifyAsync(request, now, default)));
    }

    private static Verdict VerdictOf(string tenant) => new() { Tenant = tenant };
}
