using System.Buffers.Binary;

namespace Verifier.Telemetry.Tests.Otlp;

/// <summary>One field of a protobuf message: enough of the wire format (varint, fixed 64, bytes, fixed 32) to read what OTLP sends.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Value">What it holds, unless bytes.</param>
/// <param name="Bytes">What it holds, if bytes: a text, a message or packed numbers.</param>
internal sealed record WireField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Bytes.Span);

    public double Double => BitConverter.UInt64BitsToDouble(Value);

    public IEnumerable<WireField> Fields => WireReader.Read(Bytes);
}

internal static class WireReader
{
    public static IReadOnlyList<WireField> Read(ReadOnlyMemory<byte> message)
    {
        List<WireField> fields = [];
        ReadOnlySpan<byte> rest = message.Span;
        while (!rest.IsEmpty)
        {
            ulong tag = Varint(ref rest);
            int number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new WireField(number, Varint(ref rest), default));
                    break;
                case 1:
                    fields.Add(new WireField(number, BinaryPrimitives.ReadUInt64LittleEndian(rest), default));
                    rest = rest[8..];
                    break;
                case 2:
                    int length = (int)Varint(ref rest);
                    fields.Add(new WireField(number, 0, message.Slice(message.Length - rest.Length, length)));
                    rest = rest[length..];
                    break;
                case 5:
                    fields.Add(new WireField(number, BinaryPrimitives.ReadUInt32LittleEndian(rest), default));
                    rest = rest[4..];
                    break;
                default:
                    throw new InvalidDataException($"No OTLP message has a field of wire type {tag & 7}.");
            }
        }

        return fields;
    }

    public static IEnumerable<double> Doubles(ReadOnlyMemory<byte> packed)
    {
        for (int at = 0; at < packed.Length; at += 8)
        {
            yield return BinaryPrimitives.ReadDoubleLittleEndian(packed.Span[at..]);
        }
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
