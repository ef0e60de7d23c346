using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Verifier.Telemetry;

/// <summary>
/// Has requests judged and counts the verdicts, each once, whichever front door they came by. With nobody listening it is the verifier and nothing more. Thread-safe.
/// </summary>
/// <param name="verifier">The verifier.</param>
/// <param name="clock">Measures how long decisions take; what a request is judged at is told.</param>
/// <param name="statistics">Counts them too, for the page; null: nobody looks at one.</param>
public sealed class DecisionMeter(TokenVerifier verifier, TimeProvider clock, DecisionStatistics? statistics = null)
{
    private const string Allowed = "allowed";
    private const string Refused = "refused";
    private const string Unavailable = "unavailable";

    private static readonly Counter<long> Decisions = VerifierTelemetry.Meter.CreateCounter<long>("verifier.decisions", "{decision}", "Requests judged.");

    private static readonly Histogram<double> Duration = VerifierTelemetry.Meter.CreateHistogram(
        "verifier.decision.duration",
        "s",
        "How long judging took, waiting for keys and for the ledger of used proofs included.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    private static readonly Counter<long> Replays = VerifierTelemetry.Meter.CreateCounter<long>("verifier.replays", "{proof}", "DPoP proofs refused because they had been used before.");

    private static readonly Counter<long> NonceChallenges = VerifierTelemetry.Meter.CreateCounter<long>("verifier.nonce_challenges", "{challenge}", "Requests refused with a nonce to make a new proof with.");

    private static bool IsHeard => Decisions.Enabled || Duration.Enabled || Replays.Enabled || NonceChallenges.Enabled;

    /// <summary>Judges one request, as <see cref="TokenVerifier.VerifyAsync"/> does, and counts the verdict. Who gives up gets no verdict, so there is none to count.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellationToken">Gives up waiting for keys or the ledger.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public ValueTask<Verdict> VerifyAsync(AccessRequest request, long now, CancellationToken cancellationToken)
    {
        if (VerifierTelemetry.Source.HasListeners())
        {
            return TracedAsync(request, now, cancellationToken);
        }

        if (statistics is null && !IsHeard)
        {
            return verifier.VerifyAsync(request, now, cancellationToken);
        }

        long began = clock.GetTimestamp();
        ValueTask<Verdict> pending = verifier.VerifyAsync(request, now, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(Count(request, pending.Result, now, began)) : CountedAsync(request, pending, now, began);
    }

    /// <summary>Judges a further demand, as <see cref="TokenVerifier.Demand"/> does. A refusal is one decision more; a request that passes has been counted.</summary>
    /// <param name="allowed">The verdict.</param>
    /// <param name="demand">The further demand.</param>
    /// <param name="now">Unix seconds.</param>
    /// <exception cref="ArgumentException">The verdict is a refusal.</exception>
    public static Verdict Demand(Verdict allowed, AccessDemand demand, long now)
    {
        Verdict verdict = TokenVerifier.Demand(allowed, demand, now);
        if (!ReferenceEquals(verdict, allowed))
        {
            Count(verdict, Tag.OfTenant(verdict.Tenant), allowed.Scheme ?? Tag.None);
        }

        return verdict;
    }

    // An async method of its own: so the caller never has this span for its current one.
    private async ValueTask<Verdict> TracedAsync(AccessRequest request, long now, CancellationToken cancellationToken)
    {
        using Activity? span = VerifierTelemetry.Source.StartActivity(VerifierTelemetry.DecisionSpan);
        long began = clock.GetTimestamp();
        try
        {
            Verdict verdict = Count(request, await verifier.VerifyAsync(request, now, cancellationToken), now, began);
            if (span is { IsAllDataRequested: true })
            {
                Describe(span, verdict, SchemeOf(request, verdict));
            }

            return verdict;
        }
        catch (Exception failure)
        {
            // Its type alone: what a message holds nobody knows.
            _ = span?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }

    private async ValueTask<Verdict> CountedAsync(AccessRequest request, ValueTask<Verdict> pending, long now, long began) => Count(request, await pending, now, began);

    private Verdict Count(AccessRequest request, Verdict verdict, long now, long began)
    {
        TimeSpan took = clock.GetElapsedTime(began);
        statistics?.Count(request, verdict, now, took);
        if (!IsHeard)
        {
            return verdict;
        }

        string tenant = Tag.OfTenant(verdict.Tenant);
        if (Duration.Enabled)
        {
            TagList tags = new() { { Tag.Tenant, tenant }, { Tag.Outcome, OutcomeOf(verdict) } };
            Duration.Record(took.TotalSeconds, in tags);
        }

        Count(verdict, tenant, SchemeOf(request, verdict));
        return verdict;
    }

    private static void Count(Verdict verdict, string tenant, string scheme)
    {
        if (Decisions.Enabled)
        {
            TagList tags = new() { { Tag.Tenant, tenant }, { Tag.Outcome, OutcomeOf(verdict) }, { Tag.Reason, Refusals.Of(verdict.Reason).Code }, { Tag.Scheme, scheme } };
            Decisions.Add(1, in tags);
        }

        if (verdict.Reason is Reason.ProofReplayed)
        {
            Replays.Add(1, new KeyValuePair<string, object?>(Tag.Tenant, tenant));
        }
        else if (Refusals.Of(verdict.Reason).AsksForNonce)
        {
            NonceChallenges.Add(1, new KeyValuePair<string, object?>(Tag.Tenant, tenant), new KeyValuePair<string, object?>(Tag.Reason, Refusals.Of(verdict.Reason).Code));
        }
    }

    private static void Describe(Activity span, Verdict verdict, string scheme)
    {
        _ = span.SetTag(Tag.Tenant, verdict.Tenant ?? Tag.None)
            .SetTag(Tag.Outcome, OutcomeOf(verdict))
            .SetTag(Tag.Reason, Refusals.Of(verdict.Reason).Code)
            .SetTag(Tag.Scheme, scheme)
            .SetTag(Tag.DecisionId, verdict.DecisionId);
        if (Refusals.Of(verdict.Reason).IsUnavailable)
        {
            // A refusal is an answer; that there was none to give is a fault.
            _ = span.SetStatus(ActivityStatusCode.Error, Refusals.Of(verdict.Reason).Code);
        }
    }

    private static string OutcomeOf(Verdict verdict) => verdict.IsAllowed ? Allowed : Refusals.Of(verdict.Reason).IsUnavailable ? Unavailable : Refused;

    private static string SchemeOf(AccessRequest request, Verdict verdict)
    {
        if (verdict.Scheme is { } used)
        {
            return used;
        }

        _ = AuthorizationHeader.TryRead(request.Authorization, out AuthorizationScheme scheme, out _);
        return Tag.OfScheme(scheme);
    }
}
