using System.Net;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Credentials;

/// <summary>Who tries keys is slowed down, and nobody else.</summary>
public sealed class WrongKeyTests
{
    private const string Wrong = "wrong-0123456789-0123456789-0123456789";

    private readonly TestClock _clock = new();

    [Fact]
    public async Task A_flood_of_wrong_admin_keys_is_answered_429_and_logged_once()
    {
        await using TestHost host = await TestHost.StartAsync();
        List<HttpStatusCode> answers = [];
        for (int i = 0; i < 30; i++)
        {
            using HttpResponseMessage response = await host.AdminAsync(HttpMethod.Get, "/v1/tenants", key: Wrong);
            answers.Add(response.StatusCode);
            Assert.Equal(response.StatusCode == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter?.Delta == TimeSpan.FromSeconds(60));
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, WrongKeys.PerAddress), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 30 - WrongKeys.PerAddress)], answers);
        Assert.Equal(WrongKeys.PerAddress, host.Logs.Lines.Count(line => line.Text.Contains("no admin key of this installation", StringComparison.Ordinal)));
        Assert.Single(host.Logs.Lines, line => line.Level == LogLevel.Error && line.Text.StartsWith("Somebody tries admin keys", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_right_key_passes_from_the_very_address_of_the_flood()
    {
        await using TestHost host = await TestHost.StartAsync();
        for (int i = 0; i < 30; i++)
        {
            using HttpResponseMessage wrong = await host.AdminAsync(HttpMethod.Get, "/v1/tenants", key: Wrong);
        }

        using HttpResponseMessage right = await host.AdminAsync(HttpMethod.Get, "/v1/tenants");
        using HttpResponseMessage none = await host.AdminAsync(HttpMethod.Get, "/v1/tenants", key: null);

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
    }

    [Fact]
    public async Task A_flood_of_wrong_caller_keys_is_answered_429_and_the_right_one_passes()
    {
        const string Right = "right-0123456789-0123456789-0123456789";
        await using TestHost host = await TestHost.StartAsync(("Verifier:Callers:web:Key", Right), ("Verifier:Callers:web:Tenants:0", "*"));
        HttpStatusCode last = default;
        for (int i = 0; i <= WrongKeys.PerAddress; i++)
        {
            last = await AskAsync(host, Wrong);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(WrongKeys.PerAddress, host.Logs.Lines.Count(line => line.Text.Contains("no caller key of this installation", StringComparison.Ordinal)));
        Assert.Single(host.Logs.Lines, line => line.Level == LogLevel.Error && line.Text.StartsWith("Somebody tries caller keys", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host, Right));
    }

    [Fact]
    public void After_a_minute_wrong_keys_are_taken_again()
    {
        WrongKeys wrong = new(_clock);
        for (int i = 0; i < WrongKeys.PerAddress; i++)
        {
            Assert.Equal(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Loopback, out _));
        }

        Assert.Equal(WrongKeys.Outcome.FirstOver, wrong.Count(IPAddress.Loopback, out _));
        Assert.Equal(WrongKeys.Outcome.Over, wrong.Count(IPAddress.Loopback, out int retryAfter));
        _clock.Advance(TimeSpan.FromSeconds(retryAfter));
        Assert.Equal(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Loopback, out _));
    }

    [Fact]
    public void One_address_does_not_use_up_anothers_budget()
    {
        WrongKeys wrong = new(_clock);
        for (int i = 0; i < 50; i++)
        {
            wrong.Count(IPAddress.Parse("192.0.2.1"), out _);
        }

        Assert.Equal(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Parse("192.0.2.2"), out _));
    }

    [Fact]
    public void A_network_of_IPv6_counts_as_one_address_and_a_mapped_address_as_itself()
    {
        WrongKeys wrong = new(_clock);
        for (int i = 0; i < WrongKeys.PerAddress; i++)
        {
            Assert.Equal(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Parse($"2001:db8::{i + 1:x}"), out _));
            Assert.Equal(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Parse(i % 2 == 0 ? "192.0.2.1" : "::ffff:192.0.2.1"), out _));
        }

        Assert.NotEqual(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Parse("2001:db8::ffff"), out _));
        Assert.NotEqual(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Parse("192.0.2.1"), out _));
        Assert.Equal(WrongKeys.Outcome.Taken, wrong.Count(IPAddress.Parse("2001:db8:0:1::1"), out _));
    }

    [Fact]
    public void From_everywhere_together_only_so_many_are_taken()
    {
        WrongKeys wrong = new(_clock);

        int taken = Enumerable.Range(0, 5000).Count(i => wrong.Count(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), out _) is WrongKeys.Outcome.Taken);

        Assert.Equal(WrongKeys.InAll, taken);
    }

    private static async Task<HttpStatusCode> AskAsync(TestHost host, string key)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/verify") { Content = TestHost.Json("{}") };
        request.Headers.Authorization = new("Bearer", key);
        using HttpResponseMessage response = await host.Http.SendAsync(request);
        return response.StatusCode;
    }
}
