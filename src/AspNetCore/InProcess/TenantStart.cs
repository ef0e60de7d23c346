using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Verifier.Tenants;

namespace Verifier.AspNetCore.InProcess;

/// <summary>What the tenants' owner needs to go on with what is stored: the store, what the installation allows now, and where to say what does not fit it any more.</summary>
internal sealed record TenantStart(ITenantStore Store, FetchRules Rules, ILogger Logger)
{
    public StoredTenants Read() => Store.Read();

    /// <summary>Says that a stored tenant is not used, because one of its name is configured.</summary>
    public void Shadowed(string tenant) => Log.Shadowed(Logger, tenant);

    /// <summary>
    /// A stored tenant's policy under the present rules. False when they refuse it, which is said; then the listing under which its requests are refused. Nobody is let through or forgotten because
    /// a rule has changed.
    /// </summary>
    /// <exception cref="InvalidDataException">The settings cannot be read at all, so nobody knows whose requests to refuse.</exception>
    public bool TryAdmit(StoredTenant stored, [NotNullWhen(true)] out TenantPolicy? policy, out TenantListing listing)
    {
        if (TenantPolicy.TryCreate(stored.Name, stored.Settings.Span, Rules, out policy, out IReadOnlyList<string> faults))
        {
            listing = policy.ToListing();
            if (policy.AcceptsBoundTokensAsBearer)
            {
                Log.BoundTokensAsBearer(Logger, stored.Name);
            }

            return true;
        }

        if (!TenantSettingsReader.TryRead(stored.Name, stored.Settings.Span, out TenantSettings? settings, out IReadOnlyList<string> unreadable))
        {
            throw new InvalidDataException($"What is stored of tenant {stored.Name} cannot be read: {unreadable[0]}");
        }

        // They were written in full, so they are what tokens and requests say.
        listing = new TenantListing(stored.Name, settings.PublicOrigin, [.. (settings.Issuers ?? []).Select(issuer => issuer.Issuer).OfType<string>()]);
        Log.Unusable(Logger, stored.Name, string.Join(' ', faults));
        return false;
    }
}
