using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Verifier.Tenants;

/// <summary>
/// Reads a tenant's settings as the HTTP contract writes them, strictly: every unknown, repeated or wrongly typed member is named at once, because a misspelt <c>audience</c> would otherwise check nothing.
/// What the values say is not judged here: see <see cref="TenantPolicy"/>.
/// </summary>
public static class TenantSettingsReader
{
    /// <summary>The longest document read, in bytes: room for a hundred of everything.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Reads a JSON document in UTF-8.</summary>
    /// <param name="name">The tenant's name: opens every fault.</param>
    /// <param name="utf8">The document.</param>
    /// <param name="settings">The settings, when there is no fault.</param>
    /// <param name="faults">Every fault, a sentence each.</param>
    public static bool TryRead(string name, ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TenantSettings? settings, out IReadOnlyList<string> faults)
    {
        Faults found = new(TenantName.Show(name));
        settings = Read(utf8, found);
        faults = found.ToList();
        return (settings = found.IsEmpty ? settings : null) is not null;
    }

    /// <summary>
    /// Reads .NET configuration, where every value is a text and a name's case does not count: keys relative to the tenant, such as <c>dpop:algorithms:0</c>, as
    /// <c>IConfigurationSection.AsEnumerable(makePathsRelative: true)</c> gives them. A null counts as not written, an empty text as an empty list where a list belongs.
    /// </summary>
    /// <param name="name">The tenant's name: opens every fault.</param>
    /// <param name="flattened">Keys and values.</param>
    /// <param name="settings">The settings, when there is no fault.</param>
    /// <param name="faults">Every fault, a sentence each.</param>
    public static bool TryReadConfiguration(
        string name,
        IEnumerable<KeyValuePair<string, string?>> flattened,
        [NotNullWhen(true)] out TenantSettings? settings,
        out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(flattened);
        Faults found = new(TenantName.Show(name));
        settings = Read(flattened, found);
        faults = found.ToList();
        return (settings = found.IsEmpty ? settings : null) is not null;
    }

    /// <summary>What could be read, beside the faults; null where that is nothing at all.</summary>
    internal static TenantSettings? Read(ReadOnlySpan<byte> utf8, Faults faults)
    {
        if (utf8.Length > MaxBytes)
        {
            faults.Add("the document", $"is {utf8.Length} bytes long; it must be at most {MaxBytes}.");
            return null;
        }

        if (!JsonSettingsNode.TryParse(utf8, out JsonDocument? document, out string? fault))
        {
            faults.Add("the document", $"is {fault}; it must be a JSON object.");
            return null;
        }

        using (document)
        {
            return Read(new JsonSettingsNode(document.RootElement), faults);
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, Faults)"/>
    internal static TenantSettings? Read(IEnumerable<KeyValuePair<string, string?>> flattened, Faults faults) => Read(ConfigurationNode.From(flattened), faults);

    private static TenantSettings? Read(SettingsNode node, Faults faults)
    {
        SettingsObject? root = SettingsObject.Open(
            node, "", faults,
            "issuers", "audiences", "algorithms", "profile", "clockSkewSeconds", "dpop", "keys", "replay", "resource", "acceptBoundTokensAsBearer", "publicOrigin", "realm", "answers");
        if (root is null)
        {
            return null;
        }

        return new TenantSettings

        {
            Issuers = root.List("issuers", "strings or objects", (item, place) => Issuer(item, place, faults)),
            Audiences = root.Texts("audiences"),
            Algorithms = root.Texts("algorithms"),
            Profile = root.Text("profile"),
            ClockSkewSeconds = root.Number("clockSkewSeconds"),
            DPoP = DPoP(root.Object("dpop", "mode", "nonce", "algorithms", "proofLifetimeSeconds", "clockSkewSeconds")),
            Keys = Keys(root.Object("keys", "refreshSeconds", "maxStaleSeconds")),
            Replay = Replay(root.Object("replay", "budget")),
            Resource = Resource(root.Object("resource", "identifier", "scopes")),
            AcceptBoundTokensAsBearer = root.Flag("acceptBoundTokensAsBearer"),
            PublicOrigin = root.Text("publicOrigin"),
            Realm = root.Text("realm"),
            Answers = root.Text("answers"),
        };
    }

    private static IssuerSettings Issuer(SettingsNode node, string place, Faults faults)
    {
        if (node.TryText(out string? text))
        {
            return new IssuerSettings(text);
        }

        if (node.IsUnset || !node.TryMembers(out _))
        {
            faults.Add(place, $"is {node.Shown}; it must be a string, or an object with issuer and internal.");
            return new IssuerSettings(null);
        }

        SettingsObject? issuer = SettingsObject.Open(node, place, faults, "issuer", "internal");
        return new IssuerSettings(issuer?.Text("issuer"), issuer?.Flag("internal"));
    }

    private static DPoPSettings? DPoP(SettingsObject? dpop) => dpop is null ? null : new DPoPSettings
    {
        Mode = dpop.Text("mode"),
        Nonce = dpop.Text("nonce"),
        Algorithms = dpop.Texts("algorithms"),
        ProofLifetimeSeconds = dpop.Number("proofLifetimeSeconds"),
        ClockSkewSeconds = dpop.Number("clockSkewSeconds"),
    };

    private static KeySettings? Keys(SettingsObject? keys)
        => keys is null ? null : new KeySettings { RefreshSeconds = keys.Number("refreshSeconds"), MaxStaleSeconds = keys.Number("maxStaleSeconds") };

    private static ReplaySettings? Replay(SettingsObject? replay) => replay is null ? null : new ReplaySettings { Budget = replay.Number("budget") };

    private static ResourceSettings? Resource(SettingsObject? resource)
        => resource is null ? null : new ResourceSettings { Identifier = resource.Text("identifier"), Scopes = resource.Texts("scopes") };
}
