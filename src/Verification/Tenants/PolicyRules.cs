using System.Buffers;
using Verifier.DPoP;
using Verifier.Jose;

namespace Verifier.Tenants;

/// <summary>What settings may say, and what holds where they say nothing. Each rule notes what is wrong and answers with something harmless; nobody sees it, because a policy with a fault is not made.</summary>
internal sealed class PolicyRules(Faults faults, FetchRules fetch)
{
    public const string AnyProfile = "any";
    public const string Rfc9068 = "rfc9068";
    public const string Standard = "standard";
    public const string Auth0 = "auth0";
    public const string Off = "off";
    public const string Required = "required";
    private const string Allowed = "allowed";
    private const string Disabled = "disabled";
    private const int MaxItems = 100;
    private const int MaxLength = 512;
    private const int MaxRealm = 128;
    private const int MaxScope = 256;

    // RFC 6749 section 3.3 and appendix A; what a quoted string holds without escapes is the same and the space.
    private static readonly SearchValues<char> ScopeCharacters = SearchValues.Create([.. VisibleAscii().Where(c => c is not ('"' or '\\'))]);
    private static readonly SearchValues<char> RealmCharacters = SearchValues.Create([' ', .. VisibleAscii().Where(c => c is not ('"' or '\\'))]);

    public static AlgorithmSet DefaultTokenAlgorithms { get; } = new(JwsAlgorithm.RS256, JwsAlgorithm.PS256, JwsAlgorithm.ES256, JwsAlgorithm.ES384);

    private static AlgorithmSet DefaultProofAlgorithms { get; } = new(JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.PS256, JwsAlgorithm.RS256);

    public static string NameOf(DPoPMode mode) => mode switch
    {
        DPoPMode.Disabled => Disabled,
        DPoPMode.Required => Required,
        _ => Allowed,
    };

    /// <summary>Whether a text is a scope token (RFC 6749 section 3.3): it can stand in a challenge.</summary>
    public static bool IsScopeToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(ScopeCharacters);

    public int Within(string place, long? value, int least, int most, int unwritten)
    {
        if (value is null)
        {
            return unwritten;
        }

        if (value >= least && value <= most)
        {
            return (int)value;
        }

        faults.Add(place, $"is {value}; it must be from {least} to {most}.");
        return unwritten;
    }

    /// <summary>One of these words; the first is the default.</summary>
    public string OneOf(string place, string? value, params ReadOnlySpan<string> words)
    {
        if (value is null)
        {
            return words[0];
        }

        if (words.Contains(value))
        {
            return value;
        }

        faults.Add(place, $"is {Faults.Quote(value)}; it must be {Faults.Or(words)}.");
        return words[0];
    }

    public AlgorithmSet Algorithms(string place, IReadOnlyList<string>? names, AlgorithmSet unwritten)
    {
        if (names is null)
        {
            return unwritten;
        }

        string[] known = Enum.GetNames<JwsAlgorithm>();
        Count(place, names.Count, known.Length);
        List<JwsAlgorithm> result = [];
        for (int i = 0; i < Math.Min(names.Count, MaxItems); i++)
        {
            // By position, because Enum.Parse takes numbers and lists too.
            int position = Array.IndexOf(known, names[i]);
            if (position < 0)
            {
                faults.Add($"{place}[{i}]", $"is {Faults.Quote(names[i] ?? "")}; it must be {Faults.Or(known)}.");
            }
            else
            {
                Unrepeated(place, i, names.Take(i), names[i]);
                result.Add(Enum.GetValues<JwsAlgorithm>()[position]);
            }
        }

        return new AlgorithmSet(result);
    }

    public IReadOnlyList<IssuerPolicy> Issuers(IReadOnlyList<IssuerSettings>? written)
    {
        if (written is null)
        {
            faults.Add("issuers", $"is missing; it must list 1 to {MaxItems}.");
            return [];
        }

        Count("issuers", written.Count, MaxItems);
        List<IssuerPolicy> result = [];
        foreach (IssuerSettings? settings in written.Take(MaxItems))
        {
            string place = $"issuers[{result.Count}]";
            string issuer = settings?.Issuer ?? "";
            if (settings?.Issuer is null)
            {
                faults.Add($"{place}.issuer", "is missing; an issuer must have one.");
            }
            else
            {
                issuer = IssuerIdentifier.Read(issuer, fetch, out string? fault);
                if (fault is not null)
                {
                    faults.Add(place, fault);
                }

                Unrepeated("issuers", result.Count, result.Select(earlier => earlier.Issuer), issuer);
            }

            result.Add(new IssuerPolicy(issuer, settings?.Internal ?? false));
        }

        return result;
    }

    public IReadOnlyList<string> Audiences(IReadOnlyList<string>? written)
    {
        if (written is null)
        {
            faults.Add("audiences", $"is missing; it must list 1 to {MaxItems}, so that a token for another API does not pass.");
            return [];
        }

        Count("audiences", written.Count, MaxItems);
        for (int i = 0; i < Math.Min(written.Count, MaxItems); i++)
        {
            if (string.IsNullOrWhiteSpace(written[i]) || written[i].Length > MaxLength || written[i].Any(char.IsControl))
            {
                faults.Add($"audiences[{i}]", $"is {Faults.Quote(written[i] ?? "")}; it must be 1 to {MaxLength} characters, not blank, without control characters.");
            }

            Unrepeated("audiences", i, written.Take(i), written[i]);
        }

        return [.. written];
    }

    public DPoPPolicy DPoP(DPoPSettings written)
    {
        string mode = OneOf("dpop.mode", written.Mode, Allowed, Disabled, Required);
        bool nonce = OneOf("dpop.nonce", written.Nonce, Off, Required) == Required;
        if (nonce && mode == Disabled)
        {
            faults.Add("dpop.nonce", "is \"required\" and dpop.mode is \"disabled\"; without DPoP it must be off.");
        }

        return new DPoPPolicy(
            mode switch { Disabled => DPoPMode.Disabled, Required => DPoPMode.Required, _ => DPoPMode.Allowed },
            nonce,
            Algorithms("dpop.algorithms", written.Algorithms, DefaultProofAlgorithms),
            Within("dpop.proofLifetimeSeconds", written.ProofLifetimeSeconds, 1, 3600, 300),
            Within("dpop.clockSkewSeconds", written.ClockSkewSeconds, 0, 300, 30));
    }

    public int MaxStale(long? written, int refresh)
    {
        const string Place = "keys.maxStaleSeconds";
        int result = Within(Place, written, 1, 604_800, 3600);
        if (result < refresh && !faults.Has("keys.refreshSeconds"))
        {
            faults.Add(Place, $"is {result}{(written is null ? ", the default" : "")}; it must not be less than keys.refreshSeconds, which is {refresh}.");
        }

        return result;
    }

    public string? Origin(string? written)
    {
        if (written is null)
        {
            return null;
        }

        if (!ProtectedUrl.TryReadOrigin(written, out string? origin) || written.Length > MaxLength)
        {
            faults.Add("publicOrigin", $"is {HttpsUrl.Show(written)}; it must be an origin, such as https://api.acme.com, with nothing behind it.");
        }

        return origin;
    }

    public string Realm(string? written)
    {
        if (written is null)
        {
            return "api";
        }

        if (written.Length is 0 or > MaxRealm || written.AsSpan().ContainsAnyExcept(RealmCharacters))
        {
            faults.Add("realm", $"is {Faults.Quote(written)}; it must be 1 to {MaxRealm} visible ASCII characters and spaces, without '\"' and '\\'.");
        }

        return written;
    }

    public ResourcePolicy? Resource(ResourceSettings? written)
    {
        if (written is null)
        {
            return null;
        }

        string identifier = written.Identifier ?? "";
        string? fault = written.Identifier is null ? "is missing; a resource must have one." : ResourceIdentifier.FaultOf(identifier, fetch);
        if (fault is not null)
        {
            faults.Add("resource.identifier", fault);
        }

        IReadOnlyList<string> scopes = written.Scopes ?? [];
        if (scopes.Count > MaxItems)
        {
            faults.Add("resource.scopes", $"has {scopes.Count} members; it must have at most {MaxItems}.");
        }

        for (int i = 0; i < Math.Min(scopes.Count, MaxItems); i++)
        {
            if (scopes[i] is null || scopes[i].Length > MaxScope || !IsScopeToken(scopes[i]))
            {
                faults.Add($"resource.scopes[{i}]", $"is {Faults.Quote(scopes[i] ?? "")}; it must be 1 to {MaxScope} visible ASCII characters, without '\"' and '\\'.");
            }

            Unrepeated("resource.scopes", i, scopes.Take(i), scopes[i]);
        }

        return new ResourcePolicy(identifier, [.. scopes], fault is null ? ResourceIdentifier.MetadataUrl(identifier) : "");
    }

    private void Count(string place, int count, int most)
    {
        if (count == 0 || count > most)
        {
            faults.Add(place, $"has {count} members; it must have 1 to {most}.");
        }
    }

    private void Unrepeated(string place, int index, IEnumerable<string> earlier, string item)
    {
        int first = earlier.TakeWhile(other => other != item).Count();
        if (first < index)
        {
            faults.Add($"{place}[{index}]", $"repeats {place}[{first}]; each must be written once.");
        }
    }

    private static IEnumerable<char> VisibleAscii() => Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c);
}
