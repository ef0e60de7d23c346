using Microsoft.Extensions.Logging;
using Verifier.Grains.Leases;
using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>Administration as a front end offers it: every question and change goes to the tenant's owner.</summary>
internal sealed class ClusterTenants(IGrainFactory grains, TenantLeases leases, Func<IFrontEnd> self, ILogger<ClusterTenants> logger) : ITenantAdministration
{
    private const int AtOnce = 16;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<TenantEntry>?> ListAsync(CancellationToken cancellationToken)
    {
        List<TenantEntry> entries = [];
        try
        {
            await leases.RefreshIndexAsync();
            foreach (string[] names in leases.Index.Names.Chunk(AtOnce))
            {
                LeasedTenant[] found = await Task.WhenAll(names.Select(name => OwnerOf(name).GetAsync(0, self()).AsTask())).WaitAsync(cancellationToken);
                entries.AddRange(names.Zip(found, (name, told) => leases.ToEntry(name, told.Content)).OfType<TenantEntry>());
            }

            return entries;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.OwnerNotAsked(logger, "the list", "all tenants", failure.GetType().Name);
            return null;
        }
    }

    /// <inheritdoc />
    public ValueTask<TenantChange> FindAsync(string name, CancellationToken cancellationToken) => ChangeAsync(name, async owner =>
    {
        LeasedTenant found = await owner.GetAsync(0, self());
        return new TenantChanged((int)(found.Content is null ? TenantOutcome.Missing : TenantOutcome.Unchanged), found.Content, found.Revision);
    }, cancellationToken);

    /// <inheritdoc />
    public ValueTask<TenantChange> PutAsync(TenantPolicy policy, TenantCondition condition, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return ChangeAsync(policy.Name, owner => owner.PutAsync(new TenantPut(TenantContent.SettingsOf(policy), TenantTags.Of(condition))), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<TenantChange> DeleteAsync(string name, TenantCondition condition, string by, CancellationToken cancellationToken)
        => ChangeAsync(name, owner => owner.DeleteAsync(TenantTags.Of(condition)), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<TenantOutcome> RevokeAsync(string name, Revocation revocation, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        return (await ChangeAsync(name, owner => owner.RevokeAsync(StoredRevocation.Of(revocation)), cancellationToken)).Outcome;
    }

    /// <inheritdoc />
    public async ValueTask<TenantOutcome> RestoreAsync(string name, string revocationId, string by, CancellationToken cancellationToken)
        => (await ChangeAsync(name, owner => owner.RestoreAsync(revocationId), cancellationToken)).Outcome;

    private ITenantGrain OwnerOf(string name) => grains.GetGrain<ITenantGrain>(name);

    private async ValueTask<TenantChange> ChangeAsync(string name, Func<ITenantGrain, ValueTask<TenantChanged>> ask, CancellationToken cancellationToken)
    {
        // Not everything that can be asked for is a name, and nothing else has an owner.
        if (!TenantName.IsValid(name))
        {
            return new TenantChange(TenantOutcome.Missing, null);
        }

        try
        {
            TenantChanged changed = await ask(OwnerOf(name)).AsTask().WaitAsync(cancellationToken);
            TenantEntry? entry = leases.ToEntry(name, changed.Present);

            // A tenant that this host's rules do not allow is there all the same.
            return new TenantChange(changed.Present is not null && entry is null ? TenantOutcome.Unavailable : (TenantOutcome)changed.Outcome, entry);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.OwnerNotAsked(logger, "tenant", name, failure.GetType().Name);
            return new TenantChange(TenantOutcome.Unavailable, null);
        }
    }
}
