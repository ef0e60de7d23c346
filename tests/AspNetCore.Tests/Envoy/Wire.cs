using System.Text;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>Protocol Buffers by hand, so that what the service reads and writes is not checked by what it reads and writes with.</summary>
internal static class Wire
{
    public static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public static byte[] Bytes(int field, params byte[][] value)
    {
        byte[] all = [.. value.SelectMany(part => part)];
        return [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)all.Length), .. all];
    }

    public static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    public static byte[] Entry(int field, string key, string value) => Bytes(field, Text(1, key), Text(2, value));

    /// <summary>The fields of a message, each with its number or its octets.</summary>
    public static IEnumerable<(int Field, ulong Number, byte[] Bytes)> Read(byte[] message)
    {
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Take();
            ulong number = Take();
            if ((tag & 7) == 0)
            {
                yield return ((int)(tag >> 3), number, []);
                continue;
            }

            Assert.Equal(2ul, tag & 7);
            yield return ((int)(tag >> 3), 0, message[at..(at + (int)number)]);
            at += (int)number;
        }

        ulong Take()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte octet = message[at++];
                value |= (ulong)(octet & 0x7f) << shift;
                if (octet < 0x80)
                {
                    return value;
                }
            }
        }
    }

    private static List<byte> Varint(ulong value)
    {
        List<byte> octets = [];
        for (; value >= 0x80; value >>= 7)
        {
            octets.Add((byte)(value | 0x80));
        }

        octets.Add((byte)value);
        return octets;
    }
}
