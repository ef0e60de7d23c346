using System.Net;
using System.Net.Sockets;

namespace Verifier.AspNetCore.Keys;

/// <summary>Finds the addresses of a URL's host and keeps those that may be connected to. The connection is made to these very addresses: a name that resolves otherwise a moment later gains nothing.</summary>
internal sealed class Destinations(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool isInternal, bool allowLoopback)
{
    private const int MaxCandidates = 4;

    /// <summary>The addresses to connect to, at most four; or why there are none, in words that follow the URL.</summary>
    public async ValueTask<(IPAddress[] Addresses, string? Fault)> FindAsync(Uri url, CancellationToken cancellationToken)
    {
        if (IsLiteral(url, out IPAddress? literal))
        {
            return Refusal(url, literal) is { } refusal ? ([], $"is at {refusal}") : ([AddressRules.Unmapped(literal)], null);
        }

        IPAddress[] found;
        try
        {
            found = await resolve(url.IdnHost, cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return ([], $"has a host that cannot be resolved ({(failure as SocketException)?.SocketErrorCode ?? SocketError.HostNotFound})");
        }

        IPAddress[] permitted = [.. found.Where(address => Refusal(url, address) is null).Select(AddressRules.Unmapped).Distinct().Take(MaxCandidates)];
        if (permitted.Length > 0)
        {
            return (permitted, null);
        }

        return ([], found is [var first, ..] ? $"resolves to {first}, {Refusal(url, first)}" : "has a host without any address");
    }

    /// <summary>Why not to send this URL to a proxy, which would resolve its host itself; null: nothing speaks against it.</summary>
    public string? RefusalThroughProxy(Uri url) => IsLiteral(url, out IPAddress? literal) && Refusal(url, literal) is { } refusal ? $"is at {refusal}" : null;

    private static bool IsLiteral(Uri url, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && IPAddress.TryParse(url.Host, out address);
    }

    private string? Refusal(Uri url, IPAddress address)
    {
        // Whatever its name, plain http goes no further than this machine.
        if (url.Scheme == Uri.UriSchemeHttp && !IPAddress.IsLoopback(AddressRules.Unmapped(address)))
        {
            return "no loopback address; http is for those alone";
        }

        return AddressRules.Refusal(address, isInternal, allowLoopback);
    }
}
