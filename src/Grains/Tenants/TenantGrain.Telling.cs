using Verifier.Grains.Keys;
using Verifier.Tenants;

namespace Verifier.Grains.Tenants;

/// <summary>Who hears of a change: the front ends, the list of tenants, and the owners of keys that are not needed any more.</summary>
internal sealed partial class TenantGrain
{
    private async Task TellAsync(TenantEntry? before)
    {
        LeasedTenant told = _present;
        await _audience.TellAsync(frontEnd => frontEnd.TenantChangedAsync(_name, told));
        if (before?.Snapshot.Version == _entry?.Snapshot.Version)
        {
            return;
        }

        _isListed = false;
        IEnumerable<IssuerPolicy> gone = before?.Policy.Issuers.Values.Where(issuer => _entry?.Policy.Issuers.GetValueOrDefault(issuer.Issuer) != issuer) ?? [];
        await Task.WhenAll([ListAsync(), .. gone.Select(ForgetAsync)]);
    }

    private async Task ForgetAsync(IssuerPolicy issuer)
    {
        try
        {
            await GrainFactory.GetGrain<IIssuerKeysGrain>(KeyQuestion.GrainKeyOf(_name, issuer)).ForgetAsync();
        }
        catch (Exception failure)
        {
            // Keys that nobody asks for any more do no harm.
            Log.KeysNotForgotten(_logger, _name, issuer.Issuer, failure.GetType().Name);
        }
    }

    private async Task ListAsync()
    {
        if (_isListed || _state.Version == 0)
        {
            return;
        }

        try
        {
            TenantListing? listing = _entry?.Policy.ToListing();
            TenantListed listed = new(_name, _state.Version, _entry is not null, _entry?.IsConfigured ?? false, listing?.PublicOrigin, listing?.Issuers ?? [], listing?.MetadataUrl);
            await GrainFactory.GetGrain<ITenantIndexGrain>(ITenantIndexGrain.Key).ListAsync(listed);
            _isListed = true;
        }
        catch (Exception failure)
        {
            Log.TenantNotListed(_logger, _name, failure.GetType().Name);
        }
    }
}
