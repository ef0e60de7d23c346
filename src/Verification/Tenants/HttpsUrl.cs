using System.Net;
using Verifier.DPoP;

namespace Verifier.Tenants;

/// <summary>The rule for the URLs in settings: https, or http on loopback where the installation allows it; no user information, no fragment.</summary>
internal static class HttpsUrl
{
    /// <summary>The longest URL taken.</summary>
    public const int MaxLength = 512;

    /// <summary>What is wrong with a URL, or null.</summary>
    public static string? FaultOf(string url, FetchRules fetch, string suchAs)
    {
        if (url.Length > MaxLength)
        {
            return $"is {url.Length} characters long; it must be at most {MaxLength}.";
        }

        if (HasUserInformation(url))
        {
            return "has user information before an \"@\"; it must have none.";
        }

        if (!ProtectedUrl.TryRead(url, out ProtectedUrl? read))
        {
            return $"is {Show(url)}; it must be {suchAs}.";
        }

        return read.Origin.StartsWith("https://", StringComparison.Ordinal) || (fetch.AllowHttpLoopback && IsLoopback(read.Origin))
            ? null
            : $"is {Show(url)}; it must be https (http only on loopback, where Verifier:Fetch:AllowHttpLoopback is true).";
    }

    /// <summary>A URL as it may stand in a fault: never with user information, which may be a password.</summary>
    public static string Show(string url) => HasUserInformation(url) ? "a URL with user information" : Faults.Quote(url);

    private static bool HasUserInformation(string url)
    {
        int authority = url.IndexOf("//", StringComparison.Ordinal);
        int end = authority < 0 ? -1 : url.AsSpan(authority + 2).IndexOfAny('/', '?', '#');
        ReadOnlySpan<char> before = end < 0 ? url : url.AsSpan(0, authority + 2 + end);
        return before.Contains('@');
    }

    // An address only as the URL grammar writes it: what IPAddress would make of "127.1" is left to nobody.
    private static bool IsLoopback(string origin)
    {
        ReadOnlySpan<char> host = origin.AsSpan("http://".Length);
        int port = host[^1] == ']' ? -1 : host.LastIndexOf(':');
        host = port < 0 ? host : host[..port];
        if (host is ['[', .. ReadOnlySpan<char> address, ']'])
        {
            host = address;
        }

        return host is "localhost" || (IPAddress.TryParse(host, out IPAddress? parsed) && IPAddress.IsLoopback(parsed) && host.SequenceEqual(parsed.ToString()));
    }
}
