using System.Text;
using Google.Protobuf;

namespace Verifier.Envoy;

/// <summary>The fields of one message of Protocol Buffers that somebody wants to know, all of them strings, bytes or messages; others are passed over. What could be read in two ways is refused.</summary>
internal sealed class ProtoFields
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<(int Number, ByteString Value)> _fields = [];

    /// <summary>Reads a message.</summary>
    /// <exception cref="GrpcException">It is none, or a wanted field is of another type.</exception>
    public ProtoFields(ByteString message, params ReadOnlySpan<int> wanted)
    {
        try
        {
            CodedInputStream input = message.CreateCodedInput();
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                int number = WireFormat.GetTagFieldNumber(tag);
                if (!wanted.Contains(number))
                {
                    input.SkipLastField();
                }
                else if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                {
                    _fields.Add((number, input.ReadBytes()));
                }
                else
                {
                    throw GrpcException.Malformed("A field is of another type.");
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            throw GrpcException.Malformed("The message is no message of Protocol Buffers.");
        }
    }

    /// <summary>A field of which there is one; null where there is none.</summary>
    public ByteString? One(int number)
    {
        ByteString? found = null;
        foreach (ByteString value in All(number))
        {
            // Some readers take the last one, and merge messages.
            found = found is null ? value : throw GrpcException.Malformed("A field is there twice.");
        }

        return found;
    }

    public IEnumerable<ByteString> All(int number) => _fields.Where(field => field.Number == number).Select(field => field.Value);

    /// <summary>A string of which there is one; empty where there is none, which is the same thing.</summary>
    public string Text(int number)
    {
        try
        {
            return One(number) is { } value ? Utf8.GetString(value.Span) : "";
        }
        catch (DecoderFallbackException)
        {
            throw GrpcException.Malformed("A string is not UTF-8.");
        }
    }

    /// <summary>The same of what a client wrote, each octet a character: what is not ASCII there is refused by whoever judges it, and none of it makes the message one that cannot be read.</summary>
    public string Octets(int number) => One(number) is { } value ? Encoding.Latin1.GetString(value.Span) : "";

    /// <summary>The message in a field, empty where there is none.</summary>
    public ProtoFields Message(int number, params ReadOnlySpan<int> wanted) => new(One(number) ?? ByteString.Empty, wanted);
}
