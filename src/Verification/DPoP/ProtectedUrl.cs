using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Verifier.DPoP;

/// <summary>A request URL, normalized for comparison with a proof's <c>htu</c>: RFC 3986 syntax-based (6.2.2) and scheme-based (6.2.3) normalization, query and fragment left off (RFC 9449 section 4.3, check 9). Immutable.</summary>
public sealed class ProtectedUrl
{
    private const int StackLimit = 512;
    private readonly int _originLength;

    private ProtectedUrl(string normalized, int originLength)
    {
        Normalized = normalized;
        _originLength = originLength;
    }

    /// <summary>The normalized form, for people: explain shows it.</summary>
    public string Normalized { get; }

    /// <summary>The normalized origin, <c>scheme://host[:port]</c> without a default port: what a tenant's public origin is compared with.</summary>
    public string Origin => Normalized[.._originLength];

    /// <summary>
    /// Reads an absolute http or https URL of at most 8 KiB; false for anything else: userinfo, an empty host, a stray character, a bad escape, a host or path that is not ASCII.
    /// What follows the first <c>?</c> or <c>#</c> is cut off and not looked at.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> url, [NotNullWhen(true)] out ProtectedUrl? protectedUrl)
    {
        char[]? rented = null;
        Span<char> buffer = url.Length <= StackLimit ? stackalloc char[StackLimit + UrlNormalization.Headroom] : rented = Rent(url.Length);
        protectedUrl = UrlNormalization.TryRun(url, buffer, out UrlNormalization normal)
            ? new ProtectedUrl(buffer[..normal.Length].ToString(), normal.OriginLength)
            : null;
        Return(rented);
        return protectedUrl is not null;
    }

    /// <summary>Reads a bare origin, <c>scheme://host[:port]</c> with nothing after it, not even a slash, and gives it normalized.</summary>
    public static bool TryReadOrigin(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? origin)
    {
        // The scheme's two slashes are the only ones.
        origin = text.Count('/') == 2 && !text.ContainsAny('?', '#') && TryRead(text, out ProtectedUrl? url) ? url.Origin : null;
        return origin is not null;
    }

    /// <summary>The normalized origin of an absolute URL, whatever its path is: a client chooses the path, and one that cannot be read must not hide where the request went.</summary>
    internal static bool TryReadOriginOf(ReadOnlySpan<char> url, [NotNullWhen(true)] out string? origin)
    {
        origin = null;
        int authority = url.IndexOf("://") + 3;
        if (authority < 3)
        {
            return false;
        }

        int end = url[authority..].IndexOfAny('/', '?', '#');
        return TryReadOrigin(end < 0 ? url : url[..(authority + end)], out origin);
    }

    /// <summary>The URL with another origin; what is no absolute URL stays as it is, to be refused.</summary>
    internal static string Rebase(string url, string origin)
    {
        int authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (authority < 3)
        {
            return url;
        }

        int end = url.AsSpan(authority).IndexOfAny('/', '?', '#');
        return end < 0 ? origin : string.Concat(origin, url.AsSpan(authority + end));
    }

    /// <summary>Whether a proof's <c>htu</c> names this URL. Scheme and host are compared without case, the path with it; <c>%2F</c> is never decoded.</summary>
    public bool Matches(ReadOnlySpan<char> htu)
    {
        // Most clients write the normal form. What follows a query's or fragment's mark is ignored in any case.
        if (htu.Length <= UrlNormalization.MaxLength && htu.StartsWith(Normalized) && (htu.Length == Normalized.Length || htu[Normalized.Length] is '?' or '#'))
        {
            return true;
        }

        char[]? rented = null;
        Span<char> buffer = htu.Length <= StackLimit ? stackalloc char[StackLimit + UrlNormalization.Headroom] : rented = Rent(htu.Length);
        bool matches = UrlNormalization.TryRun(htu, buffer, out UrlNormalization normal) && buffer[..normal.Length].SequenceEqual(Normalized);
        Return(rented);
        return matches;
    }

    // Too long a text is refused before its buffer is used.
    private static char[] Rent(int length) => ArrayPool<char>.Shared.Rent(Math.Min(length, UrlNormalization.MaxLength) + UrlNormalization.Headroom);

    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
