using System.Net;
using Verifier.AspNetCore.Keys;

namespace Verifier.AspNetCore.Tests.Keys;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:200::1")]
    [InlineData("3ffe:ffff::1")]
    public void Public_addresses_are_permitted(string address) => Assert.Null(Refusal(address));

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::c0a8:1")]
    [InlineData("fc00::1")]
    [InlineData("fdff:ffff::1")]
    public void Private_addresses_are_permitted_to_internal_issuers_alone(string address)
    {
        Assert.EndsWith("a private address; mark the issuer internal to allow it", Refusal(address, allowLoopback: true), StringComparison.Ordinal);
        Assert.Null(Refusal(address, isInternal: true));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Loopback_addresses_are_permitted_by_their_own_option_alone(string address)
    {
        Assert.Equal("a loopback address", Refusal(address, isInternal: true));
        Assert.Null(Refusal(address, allowLoopback: true));
    }

    [Theory]
    // Unspecified, link-local, multicast, broadcast and reserved.
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    // Cloud metadata, also where its network is private or public.
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("192.0.0.192")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("fd00:42::42")]
    // The IANA special-purpose registries.
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("100::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:1ff:ffff::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("4000::1")]
    // Forms that hide an IPv4 address.
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("::169.254.169.254")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("2001:0:53aa:64c::5601:5601")]
    public void Nothing_opens_the_others(string address) => Assert.NotNull(Refusal(address, isInternal: true, allowLoopback: true));

    private static string? Refusal(string address, bool isInternal = false, bool allowLoopback = false)
        => AddressRules.Refusal(IPAddress.Parse(address), isInternal, allowLoopback);
}
