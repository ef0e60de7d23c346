using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Keys;
using Verifier.Tenants;

namespace Verifier.Grains.Keys;

/// <summary>The issuers' keys as a front end has them: a lease on each set that is in use, and one call to its owner for everybody whose token names a key that is not in it.</summary>
internal sealed class KeyLeases(IGrainFactory grains, IOptions<VerifierClusterOptions> options, Func<IFrontEnd> self, ILogger<KeyLeases> logger) : IKeySource, IKeyAdministration
{
    private readonly ConcurrentDictionary<string, KeyLease> _leases = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ValueTask<KeySet?> GetAsync(TenantPolicy tenant, IssuerPolicy issuer, CancellationToken cancellationToken)
    {
        KeyQuestion question = KeyQuestion.Of(tenant, issuer);
        return LeaseOf(question).GetAsync(question, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<KeySet?> AskAsync(TenantPolicy tenant, IssuerPolicy issuer, KeySet known, CancellationToken cancellationToken)
    {
        KeyQuestion question = KeyQuestion.Of(tenant, issuer);
        return LeaseOf(question).AskAsync(question, known, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyRingView>?> ViewsAsync(TenantPolicy tenant, CancellationToken cancellationToken)
        => ReportsAsync(tenant, (owner, question) => owner.ViewAsync(question), cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeyRingView>?> RefreshAsync(TenantPolicy tenant, CancellationToken cancellationToken)
        => ReportsAsync(tenant, (owner, question) => owner.RefreshAsync(question), cancellationToken);

    /// <inheritdoc />
    public ValueTask RetainAsync(TenantPolicy tenant, CancellationToken cancellationToken)
    {
        // The tenant's owner has the keys' owners forget; here only what was leased is dropped.
        HashSet<string> listed = [.. tenant.Issuers.Values.Select(issuer => KeyQuestion.GrainKeyOf(tenant.Name, issuer))];
        Drop(tenant.Name, name => !listed.Contains(name));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask ForgetAsync(TenantPolicy tenant, CancellationToken cancellationToken)
    {
        Drop(tenant.Name, _ => true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes note of keys as their owner has just told them.</summary>
    public void Tell(KeyQuestion question, LeasedKeys present)
    {
        if (_leases.TryGetValue(question.GrainKey, out KeyLease? lease))
        {
            lease.Tell(present);
        }
    }

    private void Drop(string tenant, Func<string, bool> isGone)
    {
        foreach (string name in _leases.Keys.Where(name => name.StartsWith($"{tenant}/", StringComparison.Ordinal) && isGone(name)))
        {
            _ = _leases.TryRemove(name, out _);
        }
    }

    private async ValueTask<IReadOnlyList<KeyRingView>?> ReportsAsync(
        TenantPolicy tenant, Func<IIssuerKeysGrain, KeyQuestion, ValueTask<KeyRingReport>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.WhenAll(tenant.Issuers.Values.OrderBy(issuer => issuer.Issuer, StringComparer.Ordinal).Select(issuer => ReportAsync(KeyQuestion.Of(tenant, issuer), ask)))
                .WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.OwnerNotAsked(logger, "keys", tenant.Name, failure.GetType().Name);
            return null;
        }
    }

    private async Task<KeyRingView> ReportAsync(KeyQuestion question, Func<IIssuerKeysGrain, KeyQuestion, ValueTask<KeyRingReport>> ask)
    {
        KeyRingReport report = await ask(grains.GetGrain<IIssuerKeysGrain>(question.GrainKey), question);
        Tell(question, report.Lease);
        return report.ToView();
    }

    private KeyLease LeaseOf(KeyQuestion question)
        => _leases.TryGetValue(question.GrainKey, out KeyLease? lease)
            ? lease
            : _leases.GetOrAdd(question.GrainKey, name => new KeyLease(question, grains.GetGrain<IIssuerKeysGrain>(name), options.Value, self, logger));
}
