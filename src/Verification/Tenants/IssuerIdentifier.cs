using System.Buffers;
using System.Text;

namespace Verifier.Tenants;

/// <summary>The rule for issuer identifiers (RFC 8414 section 2): an https URL without query, fragment and user information, kept exactly as it is written, because tokens are compared with it character by character.</summary>
internal static class IssuerIdentifier
{
    private const int MaxDomain = 253;
    private const int MaxLabel = 63;
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The issuer that a text names, and what is wrong with it or null. A domain is short for <c>https://domain/</c>, in lower case as its issuer's tokens have it.</summary>
    public static string Read(string written, FetchRules fetch, out string? fault)
    {
        fault = null;
        // Only ASCII is lowered: some other letters have ASCII ones as their lower case.
        if (written.Length <= MaxDomain && Ascii.IsValid(written) && IsDomain(written.ToLowerInvariant()))
        {
            return $"https://{written.ToLowerInvariant()}/";
        }

        fault = HttpsUrl.FaultOf(written, fetch, "an https URL, such as https://login.acme.com/, or a domain, such as acme.eu.auth0.com");
        if (fault is null && written.AsSpan().ContainsAny('?', '#'))
        {
            fault = $"is {HttpsUrl.Show(written)}; it must have no query and no fragment (RFC 8414 section 2).";
        }

        return written;
    }

    // At least two labels, so that a tenant's or a machine's name is not taken for one; the last begins with a letter, so that an address is not.
    private static bool IsDomain(ReadOnlySpan<char> text)
    {
        int labels = 0;
        ReadOnlySpan<char> last = [];
        foreach (Range range in text.Split('.'))
        {
            last = text[range];
            labels++;
            if (last.Length is 0 or > MaxLabel || last.ContainsAnyExcept(LabelCharacters) || last[0] == '-' || last[^1] == '-')
            {
                return false;
            }
        }

        return labels > 1 && char.IsAsciiLetter(last[0]);
    }
}
