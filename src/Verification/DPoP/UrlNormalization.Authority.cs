using System.Buffers;
using System.Net;

namespace Verifier.DPoP;

/// <content>Host and port: RFC 3986 sections 3.2.2 and 3.2.3.</content>
internal ref partial struct UrlNormalization
{
    private const int MaxAddress = 45;

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    // User information is refused by the grammar of what is left of it: neither a host nor a port has an "@".
    private bool TryWriteAuthority(ReadOnlySpan<char> authority, int defaultPort)
    {
        if (authority is ['[', ..])
        {
            int close = authority.IndexOf(']');
            return close > 0 && TryWriteAddress(authority[1..close]) && TryWritePort(authority[(close + 1)..], defaultPort);
        }

        int colon = authority.IndexOf(':');
        ReadOnlySpan<char> host = colon < 0 ? authority : authority[..colon];
        return !host.IsEmpty && TryWriteName(host) && TryWritePort(colon < 0 ? [] : authority[colon..], defaultPort);
    }

    private bool TryWriteName(ReadOnlySpan<char> name)
    {
        while (!name.IsEmpty)
        {
            if (!TryTake(ref name, out char character, out bool escaped))
            {
                return false;
            }

            if (escaped)
            {
                WriteEscape(character);
            }
            else if (Unreserved.Contains(character) || SubDelimiters.Contains(character))
            {
                Write(char.ToLowerInvariant(character));
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    // Zones and IPvFuture have characters that an address has not. IPAddress takes "::1.2.3.04"; the grammar's octets have no leading zero.
    private bool TryWriteAddress(ReadOnlySpan<char> address)
    {
        if (address.Length > MaxAddress
            || address.ContainsAnyExcept(AddressCharacters)
            || !address.Contains(':')
            || HasLeadingZeroOctet(address)
            || !IPAddress.TryParse(address, out IPAddress? parsed))
        {
            return false;
        }

        Write('[');
        if (!parsed.TryFormat(_destination[Length..], out int written))
        {
            return false;
        }

        Length += written;
        Write(']');
        return true;
    }

    private static bool HasLeadingZeroOctet(ReadOnlySpan<char> address)
    {
        for (int dot = address.IndexOf('.'); dot >= 0 && dot + 2 < address.Length; dot++)
        {
            if (address[dot] == '.' && address[dot + 1] == '0' && char.IsAsciiDigit(address[dot + 2]))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryWritePort(ReadOnlySpan<char> colonAndPort, int defaultPort)
    {
        if (colonAndPort.IsEmpty)
        {
            return true;
        }

        if (colonAndPort[0] != ':')
        {
            return false;
        }

        int port = 0;
        foreach (char digit in colonAndPort[1..])
        {
            if (!char.IsAsciiDigit(digit) || (port = (port * 10) + (digit - '0')) > ushort.MaxValue)
            {
                return false;
            }
        }

        if (colonAndPort.Length == 1 || port == defaultPort)
        {
            return true;
        }

        Write(':');
        _ = port.TryFormat(_destination[Length..], out int written);
        Length += written;
        return true;
    }
}
