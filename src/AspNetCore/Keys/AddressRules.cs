using System.Net;
using System.Net.Sockets;

namespace Verifier.AspNetCore.Keys;

/// <summary>
/// Which addresses the key fetcher may connect to. Public ones; private ones for an issuer marked internal; loopback where the installation allows it; no others, whatever is configured.
/// From the IANA special-purpose registries (RFC 6890, as of 2025-10), the multicast registries, and what clouds use for instance metadata.
/// </summary>
/// <remarks>
/// A NAT64 that translates under a prefix of its operator's own (RFC 6052 section 2.2) looks like any public address: what it reaches is up to whoever runs it.
/// </remarks>
internal static class AddressRules
{
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    // In this order: an address is what the first network that holds it says, so metadata addresses come before the networks they hide in.
    private static readonly (IPNetwork Network, string Kind)[] Never =
    [
        (IPNetwork.Parse("169.254.169.254/32"), Metadata),
        (IPNetwork.Parse("169.254.170.0/23"), Metadata),
        (IPNetwork.Parse("100.100.100.200/32"), Metadata),
        (IPNetwork.Parse("168.63.129.16/32"), Metadata),
        (IPNetwork.Parse("192.0.0.192/32"), Metadata),
        (IPNetwork.Parse("fd00:ec2::/32"), Metadata),
        (IPNetwork.Parse("fd20:ce::/32"), Metadata),
        (IPNetwork.Parse("fd00:42::42/128"), Metadata),
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("192.0.0.0/24"), "an address for protocol assignments"),
        (IPNetwork.Parse("192.0.2.0/24"), Documentation),
        (IPNetwork.Parse("192.88.99.0/24"), "a 6to4 relay address"),
        (IPNetwork.Parse("198.18.0.0/15"), "an address for benchmarks"),
        (IPNetwork.Parse("198.51.100.0/24"), Documentation),
        (IPNetwork.Parse("203.0.113.0/24"), Documentation),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved or broadcast address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("fec0::/10"), "a site-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        // The next two carry an IPv4 address that a tunnel would go to; both ways are deprecated, so nobody has to be reached by them (RFC 7526; RFC 4380).
        (IPNetwork.Parse("2002::/16"), "a 6to4 address"),
        (IPNetwork.Parse("2001::/32"), "a Teredo address"),
        (IPNetwork.Parse("2001::/23"), "an address for protocol assignments"),
        (IPNetwork.Parse("2001:db8::/32"), Documentation),
        (IPNetwork.Parse("3fff::/20"), Documentation),
        // Where the IPv4 address is in it, and what it means there, only its network knows (RFC 8215).
        (IPNetwork.Parse("64:ff9b:1::/48"), "a local-use NAT64 address"),
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("fc00::/7"),
    ];

    private const string Metadata = "a cloud's metadata address";

    private const string Documentation = "an address for documentation";

    /// <summary>Why the fetcher must not connect to this address, in words that follow "is" or a comma; null: it may.</summary>
    public static string? Refusal(IPAddress address, bool isInternal, bool allowLoopback)
    {
        IPAddress actual = Unmapped(address);
        if (Nat64.Contains(actual))
        {
            // A translator's loopback is not ours, so the permission for loopback does not go with it.
            var embedded = new IPAddress(actual.GetAddressBytes().AsSpan(12));
            return Refusal(embedded, isInternal, allowLoopback: false) is { } refusal ? $"the NAT64 form of {embedded}, {refusal}" : null;
        }

        foreach ((IPNetwork network, string kind) in Never)
        {
            if (network.Contains(actual))
            {
                return kind;
            }
        }

        if (IPAddress.IsLoopback(actual))
        {
            return allowLoopback ? null : "a loopback address";
        }

        foreach (IPNetwork network in Private)
        {
            if (network.Contains(actual))
            {
                return isInternal ? null : "a private address; mark the issuer internal to allow it";
            }
        }

        // IPv4 is public unless listed; of IPv6 only 2000::/3 is given out at all, so what is not in it is refused unseen.
        return actual.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(actual) ? null : "an address outside the public ranges";
    }

    /// <summary>The address that a connection to this one really goes to: an IPv4-mapped one is its IPv4 address (RFC 4291 section 2.5.5.2).</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
