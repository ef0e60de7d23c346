using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Verifier.Telemetry;

/// <summary>One fetch of an issuer's keys as it is counted and traced, from its begin to its disposal.</summary>
public sealed class KeyFetchMeter : IDisposable
{
    private static readonly Counter<long> Fetches = VerifierTelemetry.Meter.CreateCounter<long>("verifier.key_fetches", "{fetch}", "Fetches of an issuer's keys.");
    private static readonly FirstComers<(string Tenant, string Issuer)> Issuers = new(Tag.Most);

    private readonly string _tenant;
    private readonly string _issuer;
    private readonly Activity? _span;

    private KeyFetchMeter(string tenant, string issuer, ActivityContext cause)
    {
        (_tenant, _issuer) = (tenant, issuer);

        // A grain's turn still has the caller's span for its current one.
        Activity.Current = null;
        IEnumerable<ActivityLink>? links = cause == default ? null : [new ActivityLink(cause)];
        _span = VerifierTelemetry.Source.StartActivity(VerifierTelemetry.KeyFetchSpan, ActivityKind.Client, default(ActivityContext), tags: null, links);
        _ = _span?.SetTag(Tag.Tenant, tenant).SetTag(Tag.Issuer, issuer);
    }

    /// <summary>The span of whoever makes a fetch begin: the fetch is nobody's in particular, so its own span is linked with that one and not a part of it.</summary>
    public static ActivityContext Cause => Activity.Current?.Context ?? default;

    /// <summary>Begins a fetch, in an async method of its own: it has no span around it.</summary>
    /// <param name="tenant">The tenant, by its policy.</param>
    /// <param name="issuer">The issuer, by that policy.</param>
    /// <param name="cause">The <see cref="Cause"/>, read where the fetch was asked for.</param>
    public static KeyFetchMeter Begin(string tenant, string issuer, ActivityContext cause) => new(tenant, issuer, cause);

    /// <summary>Counts the fetch. One that is given up because its owner stops or moves is not told of.</summary>
    /// <param name="isGood">Whether it brought keys that can be used.</param>
    public void Ended(bool isGood)
    {
        string outcome = isGood ? "succeeded" : "failed";
        _ = _span?.SetTag(Tag.Outcome, outcome);
        if (!isGood)
        {
            // What went wrong is in the log, and may quote the issuer.
            _ = _span?.SetStatus(ActivityStatusCode.Error);
        }

        if (Fetches.Enabled)
        {
            (string tenant, string issuer) = TagsOf(_tenant, _issuer);
            TagList tags = new() { { Tag.Tenant, tenant }, { Tag.Issuer, issuer }, { Tag.Outcome, outcome } };
            Fetches.Add(1, in tags);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _span?.Dispose();

    /// <summary>The values for one issuer of one tenant.</summary>
    internal static (string Tenant, string Issuer) TagsOf(string tenant, string issuer)
    {
        string told = Tag.OfTenant(tenant);
        return ReferenceEquals(told, Tag.Other) || !Issuers.Has((tenant, issuer)) ? (told, Tag.Other) : (told, issuer);
    }
}
