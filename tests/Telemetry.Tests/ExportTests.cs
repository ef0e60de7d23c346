using Verifier.Telemetry.Tests.Otlp;

namespace Verifier.Telemetry.Tests;

/// <summary>What a collector gets from the real one-process host.</summary>
[Collection(ObservedRunCollection.Name)]
public sealed class ExportTests(ObservedRun run)
{
    [Theory]
    [InlineData("allowed", "none", "Bearer", 2)]
    [InlineData("allowed", "none", "DPoP", 1)]
    [InlineData("refused", "scope_missing", "Bearer", 1)]
    [InlineData("refused", "token_malformed", "Bearer", 1)]
    [InlineData("refused", "authorization_scheme_unknown", "(none)", 1)]
    [InlineData("refused", "replay_fence", "DPoP", 1)]
    [InlineData("refused", "proof_replayed", "DPoP", 1)]
    [InlineData("refused", "token_revoked", "Bearer", 1)]
    public void Each_decision_is_counted_once_with_its_reason(string outcome, string reason, string scheme, int times)
    {
        Point point = Only("verifier.decisions", ("tenant", "acme"), ("outcome", outcome), ("reason", reason), ("scheme", scheme));

        Assert.Equal(times, point.Value);
        Assert.Equal(("counter", "{decision}"), (point.Kind, point.Unit));
    }

    [Fact]
    public void Durations_are_seconds_in_buckets_from_50_microseconds_to_5_seconds()
    {
        Point allowed = Only("verifier.decision.duration", ("tenant", "acme"), ("outcome", "allowed"));

        Assert.Equal(("histogram", "s"), (allowed.Kind, allowed.Unit));
        Assert.Equal(3, allowed.Value);
        Assert.InRange(allowed.Sum, 1e-6, 300);
        Assert.Equal((0.00005, 5d), (allowed.Bounds[0], allowed.Bounds[^1]));
    }

    [Fact]
    public void A_replay_is_counted() => Assert.Equal(1, Only("verifier.replays", ("tenant", "acme")).Value);

    [Fact]
    public void Nonce_challenges_are_counted_by_what_they_are_for()
    {
        Assert.Equal(1, Only("verifier.nonce_challenges", ("tenant", "acme"), ("reason", "replay_fence")).Value);
        Assert.Equal(1, Only("verifier.nonce_challenges", ("tenant", "strict"), ("reason", "nonce_missing")).Value);
    }

    [Fact]
    public void A_ledger_that_was_lost_is_a_fence()
    {
        Assert.Equal(1, Only("verifier.fences", ("cause", "not_handed_over")).Value);
        Assert.Equal(0, Only("verifier.fences", ("cause", "record_missing")).Value);
    }

    [Fact]
    public void The_ledger_holds_the_proof_that_was_used()
    {
        Point proofs = Only("verifier.ledger.proofs");

        Assert.Equal(1, proofs.Value);
        Assert.Equal(("updowncounter", "{proof}"), (proofs.Kind, proofs.Unit));
    }

    [Fact]
    public void A_fetch_of_keys_is_counted_for_each_tenant_and_their_age_is_told()
    {
        Assert.Equal(1, Only("verifier.key_fetches", ("tenant", "acme"), ("issuer", run.Issuer), ("outcome", "succeeded")).Value);
        Assert.Equal(1, Only("verifier.key_fetches", ("tenant", "strict"), ("issuer", run.Issuer), ("outcome", "succeeded")).Value);

        Point age = Only("verifier.keys.age", ("tenant", "acme"), ("issuer", run.Issuer));
        Assert.Equal(("gauge", "s"), (age.Kind, age.Unit));
        Assert.InRange(age.Value, 0, 600);
    }

    [Fact]
    public void A_token_that_is_known_is_a_hit()
    {
        // The good one again, the proven one again.
        Assert.Equal(2, Only("verifier.token_cache.lookups", ("outcome", "hit")).Value);
        Assert.True(Only("verifier.token_cache.lookups", ("outcome", "miss")).Value >= 6);
    }

    [Fact]
    public void Revocations_in_force_are_told_by_tenant()
    {
        Assert.Equal(1, Only("verifier.revocations", ("tenant", "acme")).Value);
        Assert.Equal(0, Only("verifier.revocations", ("tenant", "strict")).Value);
    }

    [Fact]
    public void A_flood_of_made_up_tenants_and_issuers_makes_no_series_of_its_own()
    {
        Assert.Equal(ObservedRun.Flood, Only("verifier.decisions", ("tenant", "(none)"), ("reason", "issuer_unknown")).Value);
        Assert.Subset(new HashSet<string> { "acme", "strict", "(none)" }, run.Own.Select(point => point.Tags.GetValueOrDefault("tenant") ?? "(none)").ToHashSet());
        Assert.Subset(new HashSet<string> { run.Issuer }, run.Own.Select(point => point.Tags.GetValueOrDefault("issuer") ?? run.Issuer).ToHashSet());
        Assert.DoesNotContain("made-up", run.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_in_what_leaves_or_in_the_log()
    {
        Assert.Contains("1001", run.Said, StringComparison.Ordinal);
        Assert.All(run.Secrets, secret => Assert.DoesNotContain(secret, run.Said, StringComparison.Ordinal));
        Assert.All(run.SecretsOfTelemetry, secret => Assert.DoesNotContain(secret, run.Payload, StringComparison.Ordinal));
        Assert.DoesNotContain("planted", run.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_is_a_span_of_the_request_that_asked_for_it()
    {
        Span replayed = Assert.Single(run.Spans, span => span.Name == VerifierTelemetry.DecisionSpan && span.Tags["reason"] == "proof_replayed");

        Assert.Equal(("acme", "refused", "DPoP"), (replayed.Tags["tenant"], replayed.Tags["outcome"], replayed.Tags["scheme"]));
        Assert.Contains(replayed.Tags["decision_id"], run.Said, StringComparison.Ordinal);
        Assert.Equal(["decision_id", "outcome", "reason", "scheme", "tenant"], replayed.Tags.Keys.Order());
        Span request = Assert.Single(run.Spans, span => span.Id == replayed.Parent);
        Assert.Equal(("Microsoft.AspNetCore", replayed.Trace), (request.Source, request.Trace));
        Assert.Equal(["http.request.method", "http.response.status_code", "http.route"], request.Tags.Keys.Order());
        Assert.Equal(("POST /v1/verify", "POST", "/v1/verify", "200"), (request.Name, request.Tags["http.request.method"], request.Tags["http.route"], request.Tags["http.response.status_code"]));
    }

    [Fact]
    public void A_fetch_of_keys_is_a_span_of_its_own_linked_with_the_decision_that_began_it()
    {
        Span fetch = Assert.Single(run.Spans, span => span.Name == VerifierTelemetry.KeyFetchSpan && span.Tags["tenant"] == "acme");

        Assert.Equal("", fetch.Parent);
        Assert.Equal((run.Issuer, "succeeded"), (fetch.Tags["issuer"], fetch.Tags["outcome"]));
        Assert.Contains(run.Spans, span => span.Name == VerifierTelemetry.DecisionSpan && fetch.Links.Contains(span.Id));
    }

    [Fact]
    public void The_frameworks_own_metrics_leave_too_and_the_host_says_who_it_is()
    {
        Assert.Contains(run.Points, point => point is { Meter: "Microsoft.AspNetCore.Hosting", Name: "http.server.request.duration" });
        Assert.Contains(run.Points, point => point.Meter == "System.Runtime");
        Assert.Equal("verifier-standalone", run.Resource["service.name"]);
        Assert.NotEmpty(run.Resource["service.instance.id"]);
    }

    [Fact]
    public void The_host_stops_cleanly() => Assert.Equal(0, run.ExitCode);

    private Point Only(string name, params (string Key, string Value)[] tags)
        => Assert.Single(run.Own, point => point.Name == name && tags.All(tag => point.Tags.GetValueOrDefault(tag.Key) == tag.Value));
}
