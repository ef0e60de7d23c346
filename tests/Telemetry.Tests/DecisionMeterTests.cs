using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.Testing;

namespace Verifier.Telemetry.Tests;

/// <summary>A verdict is counted once, whichever door it was asked for at.</summary>
public sealed class DecisionMeterTests : IAsyncLifetime
{
    // The meter is the process's: every test has a tenant of its own.
    private readonly string _tenant = $"t{Guid.NewGuid():n}";
    private LoopbackIssuer _issuer = null!;
    private WebApplication _app = null!;
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        _issuer = await LoopbackIssuer.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Verifier:Fetch:AllowHttpLoopback"] = "true" });
        builder.Services.AddVerifier(options => options.AddTenant(_tenant, _issuer.Url, "https://api.test"));
        _app = builder.Build();
        _app.MapVerifierDecisions();
        _app.MapGet("/", () => "hello").RequireAccessToken();
        _app.MapGet("/scoped", () => "hello").RequireAccessToken("planted:scope");
        await _app.StartAsync();
        _address = new Uri(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_request_that_the_middleware_and_the_filter_ask_about_is_one_decision()
    {
        using Listening meter = new();

        Assert.Equal(HttpStatusCode.OK, await GetAsync("/"));

        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant)));
        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant), ("outcome", "allowed"), ("reason", "none"), ("scheme", "Bearer")));
        Assert.Equal(1, meter.Count("verifier.decision.duration", ("tenant", _tenant), ("outcome", "allowed")));
    }

    [Fact]
    public async Task A_request_that_an_endpoint_refuses_is_one_decision_with_its_reason()
    {
        using Listening meter = new();

        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/scoped"));

        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant)));
        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant), ("outcome", "refused"), ("reason", "scope_missing")));
    }

    [Fact]
    public async Task What_is_asked_over_HTTP_is_one_decision()
    {
        using Listening meter = new();
        using StringContent document = new($$"""{"authorization": "Bearer {{_issuer.Issuer.Token()}}"}""", System.Text.Encoding.UTF8, "application/json");

        using HttpClient http = new();
        using HttpResponseMessage answer = await http.PostAsync(new Uri(_address, "/v1/verify"), document);

        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant)));
    }

    [Fact]
    public async Task An_issuer_that_is_away_makes_decisions_unavailable_and_its_fetch_failed()
    {
        using Listening meter = new();
        string token = _issuer.Issuer.Token();
        await _issuer.DisposeAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await GetAsync("/", token));

        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant), ("outcome", "unavailable"), ("reason", "keys_unavailable")));

        // It is tried again while the test runs, if that takes its time.
        Assert.True(meter.Sum("verifier.key_fetches", ("tenant", _tenant), ("issuer", _issuer.Url), ("outcome", "failed")) >= 1);
        meter.Observe();
        Assert.Equal(0, meter.Count("verifier.keys.age", ("tenant", _tenant)));
    }

    [Fact]
    public async Task A_further_demand_that_is_refused_is_a_decision_more_and_one_that_is_met_is_none()
    {
        Verdict allowed = await AskAsync($"Bearer {_issuer.Issuer.Token()}");
        Assert.True(AccessDemand.TryCreate(["planted:scope"], [], [], [], null, out AccessDemand demand, out _));
        using Listening meter = new();

        Assert.Same(allowed, DecisionMeter.Demand(allowed, AccessDemand.None, Now));
        Assert.Equal(0, meter.Sum("verifier.decisions", ("tenant", _tenant)));

        Assert.Equal(Reason.ScopeMissing, DecisionMeter.Demand(allowed, demand, Now).Reason);
        Assert.Equal(1, meter.Sum("verifier.decisions", ("tenant", _tenant), ("reason", "scope_missing"), ("scheme", "Bearer")));
    }

    [Fact]
    public async Task With_nobody_listening_a_decision_costs_what_the_verifier_costs()
    {
        TokenVerifier verifier = _app.Services.GetRequiredService<TokenVerifier>();
        DecisionMeter decisions = _app.Services.GetRequiredService<DecisionMeter>();
        AccessRequest request = new() { Authorization = HeaderField.From($"Bearer {_issuer.Issuer.Token()}"), Tenant = _tenant };
        long now = Now;
        Assert.True((await verifier.VerifyAsync(request, now, default)).IsAllowed);

        Assert.Equal(await Allocations.LeastAsync(() => verifier.VerifyAsync(request, now, default)), await Allocations.LeastAsync(() => decisions.VerifyAsync(request, now, default)));
    }

    [Fact]
    public async Task With_a_listener_a_decision_allocates_nothing_more()
    {
        TokenVerifier verifier = _app.Services.GetRequiredService<TokenVerifier>();
        DecisionMeter decisions = _app.Services.GetRequiredService<DecisionMeter>();
        AccessRequest request = new() { Authorization = HeaderField.From($"Bearer {_issuer.Issuer.Token()}"), Tenant = _tenant };
        long now = Now;
        Assert.True((await verifier.VerifyAsync(request, now, default)).IsAllowed);
        using System.Diagnostics.Metrics.MeterListener listener = new() { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == VerifierTelemetry.Name) { listener.EnableMeasurementEvents(instrument); } } };
        listener.Start();

        Assert.Equal(await Allocations.LeastAsync(() => verifier.VerifyAsync(request, now, default)), await Allocations.LeastAsync(() => decisions.VerifyAsync(request, now, default)));
    }

    [Fact]
    public async Task A_span_is_over_for_who_asked_when_the_verdict_is_there()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == VerifierTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity mine = new Activity("mine").Start();

        _ = await AskAsync($"Bearer {_issuer.Issuer.Token()}");

        Assert.Same(mine, Activity.Current);
        Activity decision = Assert.Single(spans, span => span.OperationName == VerifierTelemetry.DecisionSpan && span.GetTagItem("tenant") as string == _tenant);
        Assert.Equal(mine.SpanId, decision.ParentSpanId);
        Assert.Equal(["decision_id", "outcome", "reason", "scheme", "tenant"], decision.TagObjects.Select(tag => tag.Key).Order());
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private ValueTask<Verdict> AskAsync(string authorization)
        => _app.Services.GetRequiredService<DecisionMeter>().VerifyAsync(new AccessRequest { Authorization = HeaderField.From(authorization), Tenant = _tenant }, Now, default);

    private async Task<HttpStatusCode> GetAsync(string path, string? token = null)
    {
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _issuer.Issuer.Token());
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
